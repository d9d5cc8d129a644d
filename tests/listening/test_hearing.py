"""From sound to turns to what may be kept: with a scripted model, on sound made here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nawba.domain.hearing import RATE, Phrase
from nawba.domain.recordings import Item, Quarantined, Speaker, Turn, Word, transcript_from_json
from nawba.listening.guards import guard
from nawba.listening.redacting import MARGIN, redact, redact_turns
from nawba.listening.sound_stages import REDACT, STAGES
from nawba.listening.speech import without
from nawba.listening.stages import Options, check_stages, keys_of
from nawba.listening.transcribing import hear, transcribe
from nawba.listening.turns import read_given
from nawba.listening.windows import FULL, windows_of
from nawba.models.scripted_transcribe import ScriptedTranscriber
from nawba.models.speech_detection import SpeechDetector
from sounds import music, read_sound, voice, write_sound

pytest.importorskip("av", reason="the extra 'listening' is not installed")

CALL = Path(__file__).parent.parent / "data" / "acted-call" / "call.flac"


def words(said: str, start: float, pace: float = 0.4, confidence: float = 0.9) -> tuple[Word, ...]:
    return tuple(
        Word(start + pace * place, start + pace * (place + 1) - 0.05, word, confidence)
        for place, word in enumerate(said.split())
    )


def turn(speaker: Speaker, said: str, start: float, confidence: float = 0.9) -> Turn:
    told = words(said, start, confidence=confidence)
    return Turn(speaker, start, told[-1].end, said, confidence, told)


def phrase(text: str, start: float = 0.0, end: float = 10.0, **more: float) -> Phrase:
    return Phrase(start, end, text, **more)


def test_speech_is_where_somebody_speaks_and_not_where_music_plays():
    """On a real call; the spans were checked by ear and by eye."""
    sound, rate = read_sound(CALL)
    at_16 = np.repeat(sound, RATE // rate, axis=1).astype(np.float32)
    detect = SpeechDetector()
    adviser, customer = (detect(np.array_split(row, 3)) for row in at_16)
    assert adviser[0] == pytest.approx((0.35, 5.9), abs=0.4)
    assert customer[0][0] > adviser[-1][1]
    assert detect([np.zeros(5 * RATE, np.float32)]) == []
    assert detect([]) == []
    assert list(without([(0, 10), (20, 30)], [(5, 22)])) == [(0, 5), (22, 30)]


def test_windows_hold_all_speech_once_and_lead_back_to_its_time():
    """A sound whose samples tell their own time: 200 s, of which 130 are speech."""
    sound = (np.arange(200 * RATE) / (200 * RATE)).astype(np.float32)
    spans = [(1.0, 5.0), (6.5, 20.0), (40.0, 140.0), (150.0, 162.5)]
    windows = list(windows_of(iter(np.array_split(sound, 17)), spans))
    assert all(window.seconds <= FULL for window in windows)
    pieces = [piece for window in windows for piece in window.pieces]
    assert sum(piece.seconds for piece in pieces) == pytest.approx(130.0, abs=0.01)
    for window in windows:
        for piece in window.pieces:
            middle = piece.at + piece.seconds / 2
            start, end = window.place(middle - 0.1, middle + 0.1)
            assert (start + end) / 2 == pytest.approx(piece.source + piece.seconds / 2, abs=0.01)
            heard = window.sound[round(middle * RATE)] * 200
            assert heard == pytest.approx((start + end) / 2, abs=0.01)


def test_each_channel_is_a_speaker_and_turns_stand_in_order(tmp_path: Path):
    quiet = np.zeros(8000 * 4)
    rows = np.vstack(
        [
            np.concatenate([voice(4), quiet, quiet, voice(4), quiet]),
            np.concatenate([quiet, voice(4), quiet, quiet, quiet]),
        ]
    )
    path = write_sound(tmp_path / "call.wav", rows)
    item = Item("rc-1", "audio", (str(path),), roles=("customer", "adviser"))
    model = ScriptedTranscriber("bonjour je vous appelle", "fr")
    document = hear(item, [[(0.0, 4.0), (12.0, 16.0)], [(4.0, 8.0)]], model)
    transcript = transcript_from_json(document)
    assert document["heard"] == {"code": "fr", "confidence": 0.9, "forced": False}
    assert document["speakers"] == ["customer", "adviser"]
    assert [one.speaker for one in transcript.turns] == ["customer", "adviser", "customer"]
    assert [round(one.start) for one in transcript.turns] == [0, 4, 12]
    forced = hear(item, [[(0.0, 4.0)], []], model, "ar")
    assert (forced["heard"]["forced"], forced["language"]) == (True, "ar")
    mono = Item("rc-2", "audio", (str(path),))
    (only,) = transcript_from_json(hear(mono, [[(0.0, 4.0)]], model)).turns
    assert only.speaker == "unknown"


def test_guards_take_out_what_nobody_said_and_count_it():
    speech = [(0.0, 30.0)]
    loop = "je vous remercie " * 12
    said = [
        phrase("Bonjour, en quoi puis-je vous aider ?", 0, 3),
        phrase(loop, 3, 20),
        phrase("Sous-titres réalisés par la communauté d'Amara.org", 20, 23),
        phrase("Thank you for your call", 50, 53),
        phrase("Oui", 24, 25, confidence=0.2, no_speech=0.9),
        phrase(" ".join(f"mot{n}" for n in range(40)), 25, 26),
        phrase("zéro six zéro zéro zéro zéro zéro un", 26, 30),
        phrase("non, non, non", 27, 29),
    ]
    kept = guard(said, speech)
    assert [one.text.strip() for one in kept.phrases] == [
        "Bonjour, en quoi puis-je vous aider ?",
        "je vous remercie",
        "zéro six zéro zéro zéro zéro zéro un",
        "non, non, non",
    ]
    assert kept.dropped == {
        "loop": 1, "stock": 1, "silence": 1, "unheard": 1, "too_fast": 1
    }  # fmt: skip


def test_a_loop_goes_on_from_phrase_to_phrase_but_who_only_agrees_is_kept():
    speech = [(0.0, 60.0)]
    loop = [phrase(" Je ne sais pas.", 1 + 0.1 * at, 1.1 + 0.1 * at) for at in range(28)]
    kept = guard([phrase("Allô ?", 0, 1), *loop, phrase(" Bon.", 3.8, 4)], speech)
    assert [one.text.strip() for one in kept.phrases] == ["Allô ?", "Je ne sais pas.", "Bon."]
    assert kept.dropped == {"loop": 27}
    agreed = [phrase(" Oui, d'accord.", 5.0 * at, 5.0 * at + 1) for at in range(6)]
    assert guard(agreed, speech).phrases == agreed
    torn = [phrase(text, at, at + 1.0) for at, text in enumerate([" à vous", " et à", " vous et"])]
    ends = [phrase(" à vous et", 3, 4), phrase(" à vous et merci", 4, 5)]
    shown = guard([*torn, *ends], speech).phrases
    assert "".join(one.text for one in shown) == " à vous et merci"


def test_personal_words_go_from_the_text_and_their_times_are_known():
    turns = [
        turn("adviser", "Quel est votre numéro de téléphone ?", 0.0),
        turn("customer", "c'est le zéro six douze trente-quatre", 4.0),
        turn("adviser", "oui", 7.0),
        turn("customer", "cinquante-six soixante-dix-huit voilà merci", 8.0),
        turn("adviser", "et le cryptogramme au dos de la carte ?", 11.0),
        turn("customer", "cent vingt-trois", 15.0),
    ]
    done = redact_turns(turns)
    said = " ".join(one.text for one in done.turns)
    for personal in ("douze", "trente", "soixante", "vingt"):
        assert personal not in said
    assert "voilà merci" in done.turns[3].text
    assert done.turns[0].text == turns[0].text
    for span in done.spans:
        text = done.turns[span["turn"]].text[span["start"] : span["end"]]
        assert text.startswith(f"[{span['kind']}_")
    for place in (1, 3, 5):
        gone = [w for w in turns[place].words if w.text not in done.turns[place].text.split()]
        assert gone
        for word in gone:
            assert any(a <= word.start and word.end <= b for a, b in done.audio), word


def test_words_whose_times_are_unsure_take_their_whole_turn_with_them():
    sure, unsure = (
        redact_turns([turn("customer", f"{'bon ' * 10}je m'appelle Samira Alaoui", 2.0, at)])
        for at in (0.9, 0.1)
    )
    assert sure.audio[0][0] > 5
    assert unsure.audio == [(2.0 - MARGIN, round(turn("customer", "x " * 14, 2.0).end + MARGIN, 2))]


def test_the_sound_of_personal_words_is_a_tone_and_the_rest_is_as_it_was(tmp_path: Path):
    rows = np.vstack([voice(14), voice(14, pitch=200, seed=4)])
    path = write_sound(tmp_path / "call.wav", rows)
    said = "mon numéro est le zéro six douze trente-quatre cinquante-six soixante-dix-huit merci"
    item = Item("rc-1", "audio", (str(path),), roles=("customer", "adviser"))
    model = ScriptedTranscriber(said, "fr")
    given = {"transcribe": hear(item, [[(0.0, 14.0)], []], model)}
    job = SimpleNamespace(item=item, made=tmp_path, given=given, folder=tmp_path)
    document = redact(job)
    ((start, end),) = document["audio"]
    before, _ = read_sound(path)
    after, rate = read_sound(tmp_path / "audio.flac")
    low, high = round(start * rate), round(end * rate)
    assert after.shape == before.shape
    np.testing.assert_allclose(after[:, :low], before[:, :low], atol=1e-3)
    np.testing.assert_allclose(after[:, high + 1 :], before[:, high + 1 :], atol=1e-3)
    inside = after[:, low:high]
    assert np.abs(inside).max() < 0.05
    tone = np.abs(np.fft.rfft(inside[0]))
    assert np.argmax(tone) * rate / inside.shape[1] == pytest.approx(400, abs=2)
    assert "douze" not in json.dumps(document, ensure_ascii=False)
    peaks = json.loads((tmp_path / "peaks.json").read_text())
    assert (peaks["seconds"], len(peaks["channels"])) == (14.0, 2)
    assert len(peaks["channels"][0]) * peaks["step"] == pytest.approx(14.0, abs=peaks["step"])
    assert max(peaks["channels"][0]) == pytest.approx(np.abs(after[0]).max(), abs=0.01)


def given(folder: Path, rows: Sequence[Any] | str) -> dict[str, Any]:
    path = folder / "call.jsonl"
    text = rows if isinstance(rows, str) else "\n".join(json.dumps(row) for row in rows)
    path.write_text(text, "utf-8")
    item = Item("rc-3", "text", (str(path),), language="fr")
    options = SimpleNamespace(language="")
    return transcribe(SimpleNamespace(item=item, options=options, given={}, told=b""))


def test_a_given_transcript_is_checked_and_kept_as_it_is(tmp_path: Path):
    rows = [
        {"role": "agent", "start": 0.0, "end": 1.0, "text": "Bonjour"},
        {"role": "caller", "start": 1.5, "end": 2.0, "text": "Bonjour, \u202eje…"},
        {"role": "caller", "start": 2.5, "end": 2.5, "text": "  "},
    ]
    document = given(tmp_path, rows)
    turns = transcript_from_json(document).turns
    assert [(one.speaker, one.text) for one in turns] == [
        ("adviser", "Bonjour"), ("customer", "Bonjour, \u202eje…")
    ]  # fmt: skip
    assert (document["timed"], document["source"], document["heard"]) == (True, "given", None)
    assert given(tmp_path, [{"speaker": "customer", "text": "Salut"}])["timed"] is False


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param('{"text": "a"}\nnot json', "Line 2", id="json"),
        pytest.param([{"speaker": "agent"}], "Line 1 of the transcript has no text", id="text"),
        pytest.param([{"text": "a", "start": 5, "end": 4}], "before it starts", id="order"),
        pytest.param([{"text": "a", "start": "x"}], "no number of seconds", id="time"),
        pytest.param([{"text": " "}], "Nobody says anything", id="empty"),
    ],
)
def test_a_given_transcript_that_is_none_is_refused_with_its_line(
    tmp_path: Path, rows: Any, said: str
):
    with pytest.raises(Quarantined, match=said):
        given(tmp_path, rows)


def test_music_on_hold_is_no_speech(tmp_path: Path):
    """Whatever the detector takes music for: what probe calls hold is taken out."""
    from nawba.listening.probe import probe_sound
    from nawba.listening.speech import detect_speech

    sound, rate = read_sound(CALL)
    rows = np.hstack([sound, np.vstack([music(12), music(12)]) if rate == 8000 else sound])
    path = write_sound(tmp_path / "hold.flac", rows, codec="flac")
    item = Item("rc-4", "audio", (str(path),), roles=("adviser", "customer"))
    options = SimpleNamespace(models_folder=None)
    probe = probe_sound(item)
    found = detect_speech(SimpleNamespace(item=item, given={"probe": probe}, options=options))
    assert found["channels"][0][0][0] < 1.0
    assert all(end < 12.0 for channel in found["channels"] for _, end in channel)


def test_the_stages_follow_one_another_and_what_was_said_is_forgotten():
    check_stages(STAGES)
    text = Item("rc-5", "text", ("a",), language="fr")
    assert list(keys_of(STAGES, text, Options())) == ["probe", "speech", "transcribe", "redact"]
    other = keys_of(STAGES, text, Options(transcriber="/models/larger"))
    assert other["probe"] == keys_of(STAGES, text, Options())["probe"]
    assert other["redact"] != keys_of(STAGES, text, Options())["redact"]
    assert REDACT.forgets == ("transcribe",)


def test_a_speaker_with_a_title_of_their_own_is_known_by_their_role(tmp_path: Path):
    path = tmp_path / "call.jsonl"
    rows = ("medecin", "agent"), ("patient_1", "caller"), ("adviser", "x"), ("medecin", "x")
    path.write_text(
        "\n".join(json.dumps({"speaker": who, "role": role, "text": "?"}) for who, role in rows)
    )
    _, turns, _ = read_given(b"", [str(path)])
    assert [one.speaker for one in turns] == ["adviser", "customer", "adviser", "unknown"]
