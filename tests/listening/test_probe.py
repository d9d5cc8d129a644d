"""A recording is known for what it is before anybody listens: each fault by its own name."""

from __future__ import annotations

import struct
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nawba.domain.recordings import Item, Quarantined
from nawba.listening.channels import blocks
from nawba.listening.clock import read_clock
from nawba.listening.probe import probe
from sounds import music, voice, write_sound

pytest.importorskip("av", reason="the extra 'listening' is not installed")


def probed(*files: Path, **facts: Any) -> dict[str, Any]:
    item = Item("rc-test", "audio", tuple(str(file) for file in files), **facts)
    return probe(SimpleNamespace(item=item))


def refused(*files: Path, **facts: Any) -> Quarantined:
    with pytest.raises(Quarantined) as caught:
        probed(*files, **facts)
    return caught.value


TWO = np.vstack([voice(12), np.roll(voice(12, pitch=210, seed=5), 20_000)])


@pytest.mark.parametrize(
    ("name", "codec", "rate", "form"),
    [
        ("a.wav", "pcm_s16le", 8000, None),
        ("a.flac", "flac", 8000, None),
        ("a.mp3", "libmp3lame", 16000, None),
        ("a.opus", "libopus", 16000, None),
        ("ulaw.wav", "pcm_mulaw", 8000, None),
        ("alaw.wav", "pcm_alaw", 8000, None),
        ("a.m4a", "aac", 16000, None),
        ("raw.ulaw", "pcm_mulaw", 8000, "mulaw"),
        ("raw.alaw", "pcm_alaw", 8000, "alaw"),
    ],
)
def test_every_kind_of_file_is_heard_with_its_channels(
    tmp_path: Path, name: str, codec: str, rate: int, form: str | None
):
    sound = TWO[:1] if form else TWO
    path = write_sound(tmp_path / name, np.repeat(sound, rate // 8000, axis=1), rate, codec, form)
    found = probed(path)
    assert (found["channels"], found["fake_stereo"]) == (1 if form else 2, False)
    assert found["seconds"] == pytest.approx(12, abs=0.2)
    assert set(found["warnings"]) == (set() if form else {"roles_assumed"})
    whole = np.concatenate(list(blocks([path], 5.0)), axis=1)
    assert whole.shape == (found["channels"], pytest.approx(12 * 16_000, abs=3200))
    told = np.repeat(sound[0], 2)[: whole.shape[1]]
    shifts = np.fft.irfft(np.fft.rfft(told) * np.conj(np.fft.rfft(whole[0][: len(told)])))
    assert shifts.max() > 0.85 * np.linalg.norm(told) * np.linalg.norm(whole[0])


def test_two_files_are_two_channels_and_the_shorter_is_silent_at_its_end(tmp_path: Path):
    one = write_sound(tmp_path / "x_agent.wav", voice(10))
    other = write_sound(tmp_path / "x_caller.wav", voice(8, 16000, seed=9), 16000)
    found = probed(one, other, roles=("adviser", "customer"))
    assert (found["channels"], found["seconds"], found["warnings"]) == (2, 10.0, [])
    ends = np.concatenate(list(blocks([one, other], 3.0)), axis=1)[:, -16_000:]
    assert np.abs(ends[0]).max() > 0.05
    assert not ends[1].any()
    assert refused(one, write_sound(tmp_path / "y.wav", voice(2))).code == "pair"


def test_what_is_cut_off_or_no_sound_is_refused_by_name(tmp_path: Path):
    def half(name: str, codec: str, rate: int) -> Path:
        path = write_sound(tmp_path / name, np.repeat(TWO, rate // 8000, axis=1), rate, codec)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        return path

    for path in (
        half("a.wav", "pcm_s16le", 8000),
        half("u.wav", "pcm_mulaw", 8000),
        half("a.flac", "flac", 8000),
        half("a.mp3", "libmp3lame", 16000),
        half("a.opus", "libopus", 16000),
    ):
        assert refused(path).code == "truncated", path.name
    (tmp_path / "empty.wav").touch()
    assert refused(tmp_path / "empty.wav").code == "empty"
    (tmp_path / "text.wav").write_text("Bonjour, ceci est un texte.\n" * 400)
    assert refused(tmp_path / "text.wav").code == "not_audio"
    (tmp_path / "noise.mp3").write_bytes(np.random.default_rng(1).bytes(100_000))
    assert refused(tmp_path / "noise.mp3").code in ("not_audio", "broken")
    assert refused(tmp_path / "gone.wav").code == "missing"
    assert refused(write_sound(tmp_path / "s.wav", np.zeros(80_000))).code == "silent"
    three = write_sound(tmp_path / "three.flac", np.vstack([TWO, TWO[:1]]), codec="flac")
    assert refused(three).code == "channels"


def test_samples_that_are_no_numbers_or_stand_still_are_silence(tmp_path: Path):
    def floats(name: str, sound: Any, rate: int = 8000) -> Path:
        raw = np.asarray(sound, "<f4").tobytes()
        form = struct.pack("<IHHIIHH", 16, 3, 1, rate, rate * 4, 4, 32)
        data = b"WAVEfmt " + form + b"data" + struct.pack("<I", len(raw)) + raw
        path = tmp_path / name
        path.write_bytes(b"RIFF" + struct.pack("<I", len(data)) + data)
        return path

    assert refused(floats("nan.wav", np.full(80_000, np.nan))).code == "silent"
    assert refused(floats("still.wav", np.full(80_000, 0.4))).code == "silent"
    torn = voice(10)
    torn[4_000:4_040], torn[9_000], torn[9_500] = np.nan, np.inf, -1e30
    (whole,) = np.concatenate(list(blocks([floats("torn.wav", torn)], 5.0, None)), axis=1)
    assert np.isfinite(whole).all()
    assert np.abs(whole).max() == 1.0
    assert probed(floats("torn.wav", torn))["seconds"] == 10.0
    for rate in (100, 2_000_000):
        assert refused(floats("rate.wav", np.tile(torn, 30), rate)).code == "wrong_rate"


def test_silence_in_raw_a_law_under_a_strange_name_is_no_gsm(tmp_path: Path):
    path = tmp_path / "call.g711"
    path.write_bytes(b"\xd5" * 80_000)
    told = refused(path)
    assert told.code == "not_audio"
    assert ".alaw" in told.message


def test_a_file_that_points_elsewhere_is_not_followed(tmp_path: Path):
    write_sound(tmp_path / "secret.wav", voice(3))
    for number, text in enumerate(
        (
            f"#EXTM3U\n#EXTINF:3,\nfile://{tmp_path}/secret.wav\n#EXT-X-ENDLIST\n",
            f"ffconcat version 1.0\nfile '{tmp_path}/secret.wav'\n",
            "http://127.0.0.1:9/call.wav",
        )
    ):
        path = tmp_path / f"playlist{number}.wav"
        path.write_text(text)
        assert refused(path).code == "not_audio"


def test_a_header_that_promises_more_than_six_hours_is_refused_unread(tmp_path: Path):
    path = write_sound(tmp_path / "long.wav", voice(1))
    head = bytearray(path.read_bytes())
    at = head.index(b"data") + 4
    head[at : at + 4] = (8000 * 2 * 6 * 3601).to_bytes(4, "little")
    path.write_bytes(head)
    assert refused(path).code == "too_long"
    head[at : at + 4] = b"\xff" * 4  # a recorder that did not know the length yet
    path.write_bytes(head)
    assert probed(path)["seconds"] == 1.0


def test_what_only_narrows_is_a_warning(tmp_path: Path):
    one = voice(10)
    wrong = write_sound(tmp_path / "a.mp3", one, form="wav")
    assert probed(wrong)["warnings"] == ["wrong_extension"]
    later = np.roll(one, 60) * -0.5
    fake = probed(write_sound(tmp_path / "fake.wav", np.vstack([one, later])), roles=("adviser",))
    assert fake["fake_stereo"]
    assert "fake_stereo" in fake["warnings"]
    half = probed(write_sound(tmp_path / "half.wav", np.vstack([one, one * 0])))
    assert "silent_channel" in half["warnings"]
    assert not half["fake_stereo"]
    loud = probed(write_sound(tmp_path / "loud.wav", np.clip(one * 40, -0.99, 0.99)))
    assert loud["warnings"] == ["clipping"]


def test_hold_music_is_found_and_a_voice_is_none(tmp_path: Path):
    sound = np.concatenate([voice(20), music(15), voice(20, seed=3)])
    found = probed(write_sound(tmp_path / "hold.wav", sound))
    assert len(found["hold"]) == 1
    assert found["hold"][0] == pytest.approx([20, 35], abs=2.5)


def test_a_rate_that_is_wrong_by_two_is_refused(tmp_path: Path):
    said = voice(40)
    assert probed(write_sound(tmp_path / "right.wav", said))["rate"] == 8000
    assert refused(write_sound(tmp_path / "fast.wav", said, 16000)).code == "wrong_rate"
    slow = refused(write_sound(tmp_path / "slow.wav", said, 4000))
    assert (slow.code, "8000" in slow.message) == ("wrong_rate", True)


def hold(at: float, seconds: float) -> dict[str, Any]:
    return {"what": "hold", "at": at, "seconds": seconds}


def test_a_recorder_clock_that_is_off_is_corrected_or_its_events_refused():
    heard = [(60.0, 90.0), (200.0, 260.0)]
    fine = read_clock([hold(61, 28), hold(201, 60)], heard, [], 300)
    assert (fine.state, fine.events[0]["at"]) == ("agrees", 61)
    events = [hold(240, 30), hold(380, 60), {"what": "refund", "at": 465}]
    moved = read_clock(events, heard, [], 300)
    assert (moved.state, moved.offset) == ("corrected", -180.0)
    assert [event["at"] for event in moved.events] == [60, 200, 285]
    assert read_clock([hold(100, 30)], [(10, 40), (200, 230)], [], 300).state == "refused"
    assert read_clock([{"what": "refund", "at": 900}], heard, [], 300).state == "refused"
    assert read_clock([{"what": "refund", "at": 100}], heard, [], 300).state == "unknown"


@pytest.mark.parametrize("rate", [1.03, 0.97])
def test_a_clock_that_drifts_is_corrected_by_its_rate(rate: float):
    """Within ten minutes, where holds still overlap, and within an hour, where they do not."""
    for places in ([(60.0, 90.0), (500.0, 560.0)], [(60.0, 90.0), (1500.0, 1560.0), (3400, 3460)]):
        holds = [hold(a / rate - 4, (b - a) / rate) for a, b in places]
        events = [*holds, {"what": "refund", "at": 450 / rate - 4}]
        found = read_clock(events, places, [], 3600)
        assert (found.state, found.rate) == ("corrected", pytest.approx(rate, abs=1e-4))
        assert found.events[-1]["at"] == pytest.approx(450, abs=0.1)
        assert [one["seconds"] for one in found.events[:-1]] == pytest.approx(
            [b - a for a, b in places], abs=0.1
        )


def test_keys_pressed_late_are_no_drift_and_stretches_that_fit_twice_are_refused():
    heard = [(60.0, 90.0), (500.0, 560.0)]
    late = read_clock([hold(62.5, 27.5), hold(502, 57)], heard, [], 600)
    assert (late.state, late.rate) == ("agrees", 1.0)
    far = [hold(100, 30), hold(1100, 30)]
    twice = [(400.0, 430.0), (1430.0, 1460.0), (1370.0, 1400.0)]
    assert read_clock(far, twice, [], 3600).state == "refused"
    assert read_clock(far, twice[:2], [], 3600).rate == pytest.approx(1.03, abs=1e-3)


def test_a_film_is_its_sound_and_one_without_is_refused(tmp_path: Path):
    import av

    def film(name: str, sound: bool) -> Path:
        with av.open(str(tmp_path / name), "w") as container:
            shown = container.add_stream("mpeg4", rate=5)
            shown.width = shown.height = 32
            told = container.add_stream("aac", rate=16_000, layout="mono") if sound else None
            for _ in range(10):
                frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
                container.mux(shown.encode(frame))
            container.mux(shown.encode(None))
            if told is not None:
                whole = (voice(2, 16_000)[None] * 32_767).astype(np.int16)
                frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="mono")
                frame.sample_rate = 16_000
                fitting = av.AudioResampler("fltp", "mono", 16_000, frame_size=1024)
                for piece in [*fitting.resample(frame), *fitting.resample(None)]:
                    container.mux(told.encode(piece))
                container.mux(told.encode(None))
        return tmp_path / name

    found = probed(film("call.mp4", True))
    assert (found["warnings"], found["channels"]) == (["video"], 1)
    assert refused(film("silent.mp4", False)).code == "no_sound"
