"""python -m bot: run the bot, or try it without Telegram.

Each process that scans photos reads this file again as it starts, so nothing is imported before it is needed.
"""

if __name__ == "__main__":
    from bot.app.cli import app

    app()
