"""The pictures that stand beside words: name -> what it shows, for whoever draws or chooses one.

The words beside a picture always say the same, so a picture is never read out. The drawings are in
`feedback/static/pictures/`, one SVG a name; a test keeps the two lists equal.
"""

PICTURES: dict[str, str] = {
    "face-good": "a face that smiles",
    "face-ok": "a face with a straight mouth",
    "face-not-good": "a face that frowns",
    "dont-know": "a question mark",
    "yes": "a tick",
    "a-bit": "a half-filled circle",
    "no": "a cross",
    "listened": "an ear",
    "speech": "a speech bubble",
    "kind": "a heart in a hand",
    "explained": "a light bulb",
    "decision": "a path that parts",
    "waiting": "a clock",
    "change": "two arrows in a circle",
    "safe": "a shield",
    "secret": "a padlock",
    "people": "two people",
    "three-people": "three people",
    "many-people": "four people",
    "person": "a person",
    "child": "a small person",
    "family": "a grown-up and a child",
    "helper": "two people side by side, one with a badge",
    "home": "a house",
    "school": "a school with a flag",
    "health": "a medical cross",
    "bus": "a bus",
    "play": "a ball",
    "feelings": "a heart with a face",
    "write": "a pencil on paper",
    "good": "a star",
    "better": "an arrow that goes up",
    "stop": "a hand",
    "phone": "a phone",
    "code": "a key",
    "calendar": "a calendar",
}
