"""What the bot looks things up in and reads photos with: the knowledge file and the worker processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app.photos import workers_of
from bot.core.errors import SettingError
from bot.ops.knowledge.live_knowledge import LiveKnowledge
from bot.ops.monitoring.worker_logs import WorkerLogs
from bot.settings import Settings
from inference.detect.detector import NAME as DETECTOR
from inference.engine import EngineSettings
from inference.model_card import WeightsError, load_card
from inference.pool_processes import PoolSettings
from inference.pool_ray import Pool, scan_pool
from inference.scan import ScanSettings
from knowledge.starter import build_starter


@asynccontextmanager
async def opened_knowledge(settings: Settings) -> AsyncIterator[LiveKnowledge]:
    """Open the knowledge file while the block lasts; make one of the starter set if none is there and none was named."""
    knowledge = await asyncio.to_thread(_open, settings)
    try:
        yield knowledge
    finally:
        knowledge.close()


def _open(settings: Settings) -> LiveKnowledge:
    if settings.knowledge is None and not settings.knowledge_path.exists():
        build_starter(settings.knowledge_path)
    try:
        labels = load_card(settings.weights_dir, DETECTOR).labels
    except WeightsError as error:
        raise SettingError("YAKSOK_WEIGHTS_DIR", str(error)) from error
    return LiveKnowledge(settings.knowledge_path, settings.wrong_rate, labels)


@asynccontextmanager
async def opened_pool(settings: Settings) -> AsyncIterator[Pool]:
    """Run the worker processes, here or on a Ray cluster, while the block lasts.

    Raises:
        SettingError: the weights can't be used.
    """
    scanning = PoolSettings(
        workers=workers_of(settings),
        waiting=settings.scan_queue,
        timeout=settings.scan_timeout,
        scan=ScanSettings(weights=settings.weights_dir, engine=EngineSettings(threads=1)),
        logs=WorkerLogs(json=settings.log_json),
    )
    try:
        async with scan_pool(scanning, settings.ray_address) as pool:
            yield pool
    except WeightsError as error:
        raise SettingError("YAKSOK_WEIGHTS_DIR", str(error)) from error
