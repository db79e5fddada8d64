"""The buttons of /info."""

from dataclasses import dataclass

from bot.telegram.ui.callback_data import CallbackData, Page
from knowledge.products import ProductId


@dataclass(frozen=True, slots=True)
class ShowInfo(CallbackData):
    """Show a page of what is known of a product."""

    verb = "info"
    product: ProductId
    page: Page
