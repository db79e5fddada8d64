"""Traces by OpenTelemetry, sent to a collector; needs the extra `traces`."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from bot.core.tracing import Span, no_span


@contextmanager
def tracing(address: str) -> Iterator[Span]:
    """Give what measures spans, and send them to the collector at an address (OTLP over HTTP); nothing where it is empty.

    A span has a name and its times, and nothing of what people wrote.
    """
    if not address:
        yield no_span
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "yaksok"}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    tracer = provider.get_tracer("yaksok")

    def span(name: str) -> AbstractContextManager[object]:
        measured: AbstractContextManager[object] = tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        )
        return measured

    try:
        yield span
    finally:
        provider.shutdown()
