from keras_recon.text_table import text_table


def test_columns_are_aligned_whatever_is_in_the_cells():
    table = text_table([("name", "size"), ("a\n\x1b[2Jb\udcff", "1")])
    assert table == "name      size\na\ufffd\ufffd[2Jb\ufffd  1\n"


def test_nothing_is_an_empty_text():
    assert text_table([]) == ""
