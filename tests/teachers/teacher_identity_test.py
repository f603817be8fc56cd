import shutil

from keras_recon.teachers.teacher_identity import teacher_identity


def test_a_name_is_an_identity(text_teacher):
    assert teacher_identity("all_minilm_l6_v2") == "all_minilm_l6_v2"
    assert teacher_identity("clip:clip_vit_base_patch32") == "clip:clip_vit_base_patch32"
    assert teacher_identity(text_teacher) == "letters"


def test_a_folder_is_known_by_its_content(tmp_path):
    preset = tmp_path / "preset"
    (preset / "assets").mkdir(parents=True)
    (preset / "assets" / "vocabulary.json").write_text("{}")
    (preset / "model.weights.h5").write_bytes(b"1")
    first = teacher_identity(f"clip:{preset}")
    shutil.copytree(preset, tmp_path / "copy")
    assert teacher_identity(f"clip:{tmp_path / 'copy'}") == first
    assert teacher_identity(f"vit:{preset}") != first
    (preset / "model.weights.h5").write_bytes(b"2")
    assert teacher_identity(f"clip:{preset}") != first
