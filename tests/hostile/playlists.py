"""Lists that name other files and addresses where a recording is expected, under honest and dishonest names."""

from hostile.case import Case, codes, recording

REFUSED = codes("recording_unsupported")
ENVIRONMENT = "file:///proc/self/environ"
PASSWORDS = "file:///etc/passwd"


def hls(*addresses: str) -> bytes:
    segments = "".join(f"#EXTINF:9,\n{address}\n" for address in addresses)
    return f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:9\n{segments}#EXT-X-ENDLIST\n".encode()


def hls_with_key(canary: str) -> bytes:
    """Return a list whose parts need a key from elsewhere."""
    key = f'#EXT-X-KEY:METHOD=AES-128,URI="{canary}key"\n#EXT-X-MAP:URI="{canary}map"\n'
    return hls(PASSWORDS).replace(b"#EXTINF", key.encode() + b"#EXTINF", 1)


def concat(*addresses: str) -> bytes:
    return ("ffconcat version 1.0\n" + "".join(f"file '{address}'\nduration 9\n" for address in addresses)).encode()


def dash(canary: str) -> bytes:
    """Return a DASH list of one segment."""
    segments = '<SegmentList duration="9"><SegmentURL media="dash.m4s"/></SegmentList>'
    sound = f'<Representation id="1" bandwidth="9">{segments}</Representation>'
    period = f'<Period><BaseURL>{canary}</BaseURL><AdaptationSet mimeType="audio/mp4">{sound}</AdaptationSet></Period>'
    entries = 'xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT9S"'
    return f'<?xml version="1.0"?><MPD {entries}>{period}</MPD>'.encode()


def sdp(canary: str) -> bytes:
    port = canary.rstrip("/").rpartition(":")[2]
    return f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n".encode()


def pls(canary: str) -> bytes:
    return f"[playlist]\nNumberOfEntries=1\nFile1={canary}pls.mp3\nLength1=-1\nVersion=2\n".encode()


def xspf(canary: str) -> bytes:
    track = f"<track><location>{canary}xspf.mp3</location></track>"
    return f'<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/"><trackList>{track}</trackList></playlist>'.encode()


def asx(canary: str) -> bytes:
    return f'<asx version="3.0"><entry><ref href="{canary}asx.wma"/></entry></asx>'.encode()


def behind_a_tag(content: bytes) -> bytes:
    """Return the list behind an ID3 tag, as an MP3 begins."""
    return b"ID3\3\0\0\0\0\0\x0a" + bytes(10) + content


CASES: tuple[Case, ...] = (
    recording("playlist-m3u8", "talk.m3u8", lambda to: hls(f"{to}part.ts"), REFUSED),
    recording("playlist-m3u8-as-mp3", "talk.mp3", lambda to: hls(f"{to}part.mp3"), REFUSED),
    recording("playlist-m3u8-environment", "talk.mp3", lambda _: hls(ENVIRONMENT), REFUSED),
    recording("playlist-m3u8-key", "talk.mp4", hls_with_key, REFUSED),
    recording(
        "playlist-m3u8-tagged",
        "talk.mp3",
        lambda to: behind_a_tag(hls(f"{to}a")),
        codes(*REFUSED, "recording_unreadable", "recording_empty"),
    ),
    recording("playlist-concat", "talk.ffconcat", lambda to: concat(f"{to}concat.wav"), REFUSED),
    recording("playlist-concat-as-wav", "talk.wav", lambda _: concat(PASSWORDS, ENVIRONMENT), REFUSED),
    recording("playlist-dash", "talk.mpd", dash, REFUSED),
    recording("playlist-dash-as-m4a", "talk.m4a", dash, REFUSED),
    recording("playlist-sdp", "talk.sdp", sdp, REFUSED),
    recording("playlist-sdp-as-mp3", "talk.mp3", sdp, REFUSED),
    recording("playlist-pls", "talk.pls", pls, REFUSED),
    recording("playlist-xspf", "talk.xspf", xspf, REFUSED),
    recording("playlist-asx-as-wma", "talk.wma", asx, REFUSED),
)
