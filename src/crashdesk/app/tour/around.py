"""Looking round: usage, palette, keys, the dark theme, and signing out."""

from __future__ import annotations

from crashdesk.app.tour.stage import Stage, Step
from crashdesk.ui.shell.command_palette import CommandPalette
from crashdesk.ui.shell.key_overlay import KeyOverlay
from crashdesk.ui.tabs.usage.view import UsageWidget


class Around:
    """What is left to see."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    def figures(self) -> tuple[Step, ...]:
        """Return the step to the usage tab."""
        return (Step("Usage", "installs by day are drawn", self._usage),)

    def steps(self) -> tuple[Step, ...]:
        """Return the steps, in order."""
        return (
            Step("Palette", "everything can be found by name", self._palette),
            Step("Keys", "the key map is shown", self._keys),
            Step("Dark", "the dark theme is in force", self._dark),
            Step("Signed out", "the desk asks for a password again", self._sign_out),
        )

    async def _palette(self) -> None:
        await self._stage.open_tab("crash_groups")
        await self._hands.press("Ctrl+K")
        await self._hands.wait_for("the palette", lambda: self._stage.is_open(CommandPalette))

    async def _keys(self) -> None:
        await self._hands.press("Esc")
        await self._hands.wait_for("no palette", lambda: not self._stage.is_open(CommandPalette))
        await self._hands.press("?")
        await self._hands.wait_for("the key map", lambda: self._stage.is_open(KeyOverlay))

    async def _dark(self) -> None:
        await self._hands.press("Esc")
        await self._hands.wait_for("no key map", lambda: not self._stage.is_open(KeyOverlay))
        self._stage.theme.set_mode("dark")
        await self._hands.wait_for("dark colours", lambda: self._stage.theme.tokens.name == "dark")

    async def _sign_out(self) -> None:
        self._stage.theme.set_mode("light")
        self._stage.window.sign_out_requested.emit()
        await self._hands.wait_for("the sign-in dialog", lambda: self._stage.password_page() is not None)

    async def _usage(self) -> None:
        await self._stage.open_tab("usage")
        await self._hands.wait_for("figures", lambda: self._stage.find(UsageWidget).has_figures)
