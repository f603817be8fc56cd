"""Captions."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def a(words):
    """The words with the indefinite article."""
    return f"{'an' if words[0] in 'aeiou' and not words.startswith('one') else 'a'} {words}"


def count(number, one, many=None):
    """A number of things in words: "two legs"."""
    number = int(number)
    words = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{words} {one if number == 1 else many or one + 's'}"


def describe(category, adjectives=(), details=()):
    """Captions of a shape, from the one that says all to its name.

    Args:
        category: Its name.
        adjectives: Words before the name; empty ones are left out.
        details: Words after it, such as `"with two handles"`; empty ones are left out.

    Returns:
        Tuple of one to four different captions.
    """
    adjectives = [word for word in adjectives if word]
    details = [words for words in details if words]
    described, ending = " ".join([*adjectives, category]), " ".join(["", *_joined(details)])
    captions = [a(described) + ending, a(category) + ending, a(described), a(category)]
    return tuple(dict.fromkeys(captions))


def _joined(details):
    """With "and" between details that begin alike: "with a lid and two handles"."""
    joined = []
    for words in details:
        first, _, others = words.partition(" ")
        if joined and joined[-1].split(" ")[0] == first == "with":
            joined[-1] += f" and {others}"
        else:
            joined.append(words)
    return joined
