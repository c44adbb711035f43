"""Modules that only annotations name. They take longer to load than all of fusebill: whoever asks, loads them."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime as datetime
    import decimal as decimal
    import typing as typing

    from . import aio as aio
    from .generated import names as names, values as values
else:

    class _Lazy:
        """Stands for a module until somebody evaluates an annotation, as typing.get_type_hints does."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, attribute: str) -> object:
            import importlib

            return getattr(importlib.import_module(self._name), attribute)

    datetime, decimal, typing = _Lazy("datetime"), _Lazy("decimal"), _Lazy("typing")
    aio, names, values = _Lazy("fusebill.aio"), _Lazy("fusebill.generated.names"), _Lazy("fusebill.generated.values")
