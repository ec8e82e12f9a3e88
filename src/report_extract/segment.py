"""The seam to the segmenter: jieba, or rjieba (the same algorithm and dictionary) where it is installed."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec

from report_extract.user_cache import cache_folder

Cut = Callable[[str], list[str]]


@lru_cache(maxsize=4)
def segmenter(lexicon: tuple[str, ...]) -> Cut:
    """A function from text to words, with the lexicon's words kept whole. Loaded when first needed."""
    if os.environ.get("REPORT_EXTRACT_SEGMENTER", "rjieba") != "jieba":
        try:
            return _rjieba(lexicon)
        except ImportError:
            pass
    return _jieba(lexicon)


def _rjieba(lexicon: tuple[str, ...]) -> Cut:
    # Importing the package builds a dictionary of its own that nobody asks: 24 MB and a tenth of a second.
    package = find_spec("rjieba")
    spec = PathFinder.find_spec("rjieba.rjieba", package.submodule_search_locations) if package else None
    if spec is None or spec.loader is None:
        raise ImportError("no module named rjieba")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    tool = module.Jieba()
    for word in lexicon:
        tool.add_word(word, _FREQUENCY, "n")

    def cut(text: str) -> list[str]:
        words: list[str] = tool.cut(text, False)
        return words

    return cut


def _jieba(lexicon: tuple[str, ...]) -> Cut:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tool = jieba.Tokenizer()
    # The shared default can be another user's.
    tool.tmp_dir = str(cache_folder() or tempfile.mkdtemp(prefix="report-extract-"))
    tool.initialize()
    for word in lexicon:
        tool.add_word(word, _FREQUENCY, "n")

    def cut(text: str) -> list[str]:
        words: list[str] = tool.lcut(text, HMM=False)
        return words

    return cut


_FREQUENCY = 20000
