"""Closed-class words of the sentences people write about rooms: numbers, qualities, relations, and what carries no request."""

from __future__ import annotations

NUMBERS: dict[str, int] = {
    "a": 1, "an": 1, "one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100, "a hundred": 100, "one hundred": 100, "thousand": 1000,
    "a thousand": 1000, "one thousand": 1000, "million": 1_000_000, "a million": 1_000_000, "twin": 2, "both": 2, "double": 2, "a pair of": 2,
    "pair of": 2, "a couple of": 2, "couple of": 2, "a couple": 2, "a trio of": 3, "trio of": 3, "a dozen": 12, "dozen": 12,
    "half a dozen": 6, "half dozen": 6, "a half dozen": 6, "half-dozen": 6, "two dozen": 24, "three dozen": 36, "no fewer than two": 2,
    "twenty four": 24, "twenty five": 25, "twenty one": 21, "twenty two": 22, "twenty three": 23, "thirty two": 32, "thirty six": 36,
}  # fmt: skip
NUMBERS.pop("double")

MINIMUMS: dict[str, int] = {
    "several": 3, "a few": 3, "few": 3, "some": 3, "a number of": 3, "a handful of": 3, "handful of": 3, "a group of": 3, "group of": 3,
    "a cluster of": 3, "a collection of": 4, "collection of": 4, "a selection of": 4, "an assortment of": 4, "an array of": 4, "many": 5,
    "lots of": 5, "a lot of": 5, "plenty of": 5, "numerous": 5, "multiple": 3, "various": 3, "different": 3, "a row of": 3, "rows of": 6,
    "row of": 3, "two rows of": 6, "three rows of": 9, "a line of": 3, "line of": 3, "a set of": 3, "set of": 3, "sets of": 4, "a stack of": 3,
    "stack of": 3, "stacks of": 5, "a pile of": 4, "pile of": 4, "piles of": 6, "a bunch of": 4, "bunch of": 4, "bunches of": 6, "loads of": 5,
    "tons of": 6, "a bank of": 3, "a wall of": 4, "a couple more": 2, "dozens of": 12, "hundreds of": 64, "thousands of": 64, "enough": 2,
    "a variety of": 4, "a series of": 3, "a range of": 3, "a heap of": 4, "assorted": 3, "all sorts of": 4, "all kinds of": 4,
}  # fmt: skip
"""Words that mean "at least so many"; a number that follows ("a set of six") replaces them."""

TIMES: dict[str, int] = {"pairs of": 2, "pair of": 2, "dozen": 12, "couples of": 2}
"""After a number they multiply it ("three pairs of shoes")."""

BOUNDS: dict[str, str] = {
    "at least": "min", "no fewer than": "min", "not less than": "min", "more than": "more", "over": "over", "at most": "max", "no more than": "max",
    "not more than": "max", "up to": "max", "exactly": "eq", "only": "eq", "just": "eq", "about": "eq", "around": "eq", "roughly": "eq",
    "approximately": "eq", "fewer than": "less", "less than": "less", "precisely": "eq", "maximum": "max", "minimum": "min",
}  # fmt: skip
"""Said before a number. `over` and `around` are relations everywhere else."""

SIZES: dict[str, str] = {
    "small": "small", "little": "small", "tiny": "small", "compact": "small", "mini": "small", "miniature": "small", "narrow": "small",
    "petite": "small", "snug": "small", "cramped": "small", "short": "small", "low": "small", "smallish": "small", "modest": "small", "slim": "small",
    "medium": "medium", "mid sized": "medium", "medium sized": "medium", "average": "medium", "average sized": "medium", "normal sized": "medium",
    "large": "large", "big": "large", "huge": "large", "giant": "large", "spacious": "large", "roomy": "large", "oversized": "large", "wide": "large",
    "long": "large", "tall": "large", "high": "large", "great": "large", "vast": "large", "enormous": "large", "massive": "large", "grand": "large",
    "generous": "large", "king size": "large", "king sized": "large", "queen size": "large", "full size": "large", "full length": "large",
    "full sized": "large", "small sized": "small", "large sized": "large", "larger": "large", "smaller": "small", "bigger": "large",
    "gigantic": "large",
}  # fmt: skip

STYLES: dict[str, str] = {
    "modern": "modern", "contemporary": "modern", "sleek": "modern", "futuristic": "modern", "high tech": "modern", "rustic": "rustic",
    "farmhouse": "rustic",
    "country": "rustic", "cottage": "rustic", "industrial": "industrial", "loft": "industrial", "minimal": "minimal", "minimalist": "minimal",
    "minimalistic": "minimal", "japanese": "minimal", "zen": "minimal", "japandi": "minimal", "scandinavian": "scandinavian",
    "nordic": "scandinavian",
    "scandi": "scandinavian", "cosy": "cosy", "cozy": "cosy", "homely": "cosy", "comfy": "cosy", "classic": "classic", "classical": "classic",
    "traditional": "classic", "elegant": "classic", "victorian": "classic", "colonial": "classic", "luxurious": "classic", "luxury": "classic",
    "formal": "classic", "vintage": "vintage", "retro": "vintage", "antique": "vintage", "old fashioned": "vintage", "mid century": "vintage",
    "mid century modern": "vintage", "midcentury": "vintage", "shabby chic": "vintage", "bohemian": "bohemian", "boho": "bohemian",
    "eclectic": "bohemian", "art deco": "classic", "coastal": "coastal", "mediterranean": "mediterranean", "professional": "modern",
}  # fmt: skip

SHADES: dict[str, tuple[str, bool]] = {
    "gray": ("grey", True), "light gray": ("light grey", True), "dark gray": ("dark grey", True), "pale grey": ("light grey", True),
    "golden": ("gold", True), "silvery": ("silver", True), "off white": ("cream", True), "offwhite": ("cream", True), "ivory": ("cream", True),
    "snow white": ("white", True), "pure white": ("white", True), "bright white": ("white", True), "jet black": ("black", True),
    "charcoal": ("dark grey", True),
    "navy blue": ("navy", True), "dark blue": ("navy", True), "sky blue": ("light blue", True), "pale blue": ("light blue", True),
    "baby blue": ("light blue", True), "royal blue": ("blue", True), "bright blue": ("blue", True), "pale green": ("mint", True),
    "light green": ("mint", True), "mint green": ("mint", True), "olive green": ("olive", True), "forest green": ("green", True),
    "dark green": ("green", True), "bright green": ("green", True), "bright red": ("red", True), "dark red": ("red", True), "deep red": ("red", True),
    "bright yellow": ("yellow", True), "bright orange": ("orange", True), "dark brown": ("brown", True), "light brown": ("tan", True),
    "light pink": ("pink", True), "pale pink": ("pink", True), "hot pink": ("pink", True), "dark wood": ("walnut", True), "dark wooden": ("walnut",
    True),
    "light wood": ("birch", True), "light wooden": ("birch", True), "terra cotta": ("terracotta", True), "sand": ("beige", True), "sandy": ("beige",
    True),
    "taupe": ("beige", False), "khaki": ("olive", False), "burgundy": ("red", False), "maroon": ("red", False), "crimson": ("red", False),
    "scarlet": ("red", False), "ruby": ("red", False), "violet": ("purple", False), "lilac": ("lavender", False), "magenta": ("pink", False),
    "fuchsia": ("pink", False), "plum": ("purple", False), "coral": ("terracotta", False), "salmon": ("pink", False), "peach": ("pink", False),
    "rust": ("terracotta", False), "mustard": ("yellow", False), "amber": ("orange", False), "lime": ("green", False), "lime green": ("green", False),
    "emerald": ("green", False), "emerald green": ("green", False), "sage": ("mint", False), "sage green": ("mint", False), "aqua": ("turquoise",
    False),
    "cyan": ("turquoise", False), "indigo": ("navy", False), "cobalt": ("blue", False), "chocolate brown": ("brown", True),
    "copper colored": ("bronze", False),
    "anthracite": ("dark grey", True), "blonde": ("birch", False), "caramel": ("tan", False), "cognac": ("tan", False), "slate": ("dark grey", False),
}  # fmt: skip
"""Colour words outside the palette: the palette's name, and whether it is the same colour (else it is said to be substituted)."""

SUBSTANCES: dict[str, tuple[str, bool]] = {
    "wooden": ("wood", True), "timber": ("wood", True), "hardwood": ("wood", True), "solid wood": ("wood", True), "oaken": ("oak", True),
    "solid oak": ("oak", True), "oak wood": ("oak", True), "pine wood": ("pine", True), "birch wood": ("birch", True), "metallic": ("metal", True),
    "stainless": ("stainless steel", True), "inox": ("stainless steel", True), "aluminum": ("aluminium", True), "wrought iron": ("iron", True),
    "cast iron": ("iron", True), "chromed": ("chrome", True), "plastic": ("plastic", True), "acrylic": ("plastic", False), "rattan": ("wicker",
    False),
    "cloth": ("fabric", True), "textile": ("fabric", True), "upholstered": ("fabric", True), "woollen": ("wool", True), "woolen": ("wool", True),
    "cement": ("concrete", True), "china": ("porcelain", True), "earthenware": ("ceramic", True), "stoneware": ("ceramic", True),
    "clay": ("ceramic", False),
    "brazen": ("brass", True), "faux leather": ("leather", False), "suede": ("leather", False), "denim": ("cotton", False), "silk": ("linen", False),
    "ash": ("birch", False), "maple": ("birch", False), "beech": ("birch", False), "teak": ("walnut", False), "cherry": ("mahogany", False),
    "cherry wood": ("mahogany", False), "ebony": ("walnut", False), "plywood": ("birch", False), "quartz": ("granite", False), "tin": ("metal",
    False),
    "glass top": ("glass", True), "glass topped": ("glass", True), "wood top": ("wood", True), "marble top": ("marble", True),
    "marble topped": ("marble", True),
    "brushed steel": ("stainless steel", True), "leatherette": ("leather", False), "canvas": ("linen", False), "titanium": ("aluminium", False),
    "reclaimed wood": ("wood", True), "varnished wood": ("wood", True), "lacquered": ("painted wood", False), "glazed": ("ceramic", False),
}  # fmt: skip

FLOORS: dict[str, str] = {
    "tiled": "ceramic", "tile": "ceramic", "tiles": "ceramic", "parquet": "oak", "carpeted": "wool", "carpet": "wool", "laminate": "wood",
    "vinyl": "plastic",
    "linoleum": "plastic", "lino": "plastic", "terrazzo": "stone", "hardwood": "oak", "planked": "wood", "plank": "wood", "epoxy": "plastic",
    "ceramic tile": "ceramic", "ceramic tiles": "ceramic", "checkered": "ceramic", "herringbone": "oak",
}  # fmt: skip
"""What only a floor is said to be made of."""

FILLS: dict[str, str] = {
    "full": "full", "stocked": "full", "well stocked": "full", "fully stocked": "full", "packed": "full", "filled": "full", "loaded": "full",
    "crowded": "full", "overflowing": "full", "cluttered": "full", "messy": "full", "crammed": "full", "empty": "empty", "bare": "empty",
    "uncluttered": "empty", "cleared": "empty", "clear": "empty",
}  # fmt: skip

RELATIONS: dict[str, str] = {
    "on": "on", "on top of": "on", "onto": "on", "atop": "on", "upon": "on", "resting on": "on", "in": "in", "inside": "in", "inside of": "in",
    "into": "in", "within": "in", "under": "under", "underneath": "under", "beneath": "under", "below": "under", "tucked under": "under",
    "above": "above", "over": "above", "next to": "next_to", "beside": "next_to", "alongside": "next_to", "adjacent to": "next_to",
    "at the side of": "next_to",
    "by the side of": "next_to", "right next to": "next_to", "on one side of": "next_to", "on the side of": "next_to", "to the side of": "next_to",
    "on each side of": "both_sides", "on either side of": "both_sides", "on both sides of": "both_sides", "at each side of": "both_sides",
    "at either side of": "both_sides", "on each end of": "both_sides", "at both ends of": "both_sides", "at each end of": "both_sides",
    "near": "near", "near to": "near", "close to": "near", "nearby": "near", "by": "by", "not far from": "near", "close by": "near", "at": "at",
    "to the left of": "left_of", "left of": "left_of", "on the left of": "left_of", "on the left side of": "left_of", "at the left of": "left_of",
    "to the left side of": "left_of", "on the left hand side of": "left_of", "to the right of": "right_of", "right of": "right_of",
    "on the right of": "right_of", "on the right side of": "right_of", "at the right of": "right_of", "to the right side of": "right_of",
    "on the right hand side of": "right_of", "in front of": "in_front_of", "at the foot of": "in_front_of", "at the end of": "in_front_of",
    "at the front of": "in_front_of", "behind": "behind", "in back of": "behind", "at the back of": "behind", "facing": "facing", "faces": "facing",
    "face": "facing", "that face": "facing", "opposite": "facing", "opposite to": "facing", "opposite of": "facing", "opposite from": "facing",
    "across from": "facing", "looking at": "facing", "looking towards": "facing", "turned towards": "facing", "turned to": "facing",
    "oriented towards": "facing",
    "pointed at": "facing", "pointing at": "facing", "looking toward": "facing", "turned toward": "facing", "facing towards": "facing",
    "towards": "facing",
    "around": "around", "all around": "around", "surrounding": "around", "surround": "around", "encircling": "around", "gathered around": "around",
    "arranged around": "around", "surrounded by": "ringed_by", "encircled by": "ringed_by", "ringed by": "ringed_by", "flanked by": "flanked_by",
    "flanking": "next_to", "between": "between", "in between": "between", "in the middle of": "center", "in the center of": "center",
    "in the centre of": "center", "at the center of": "center", "at the centre of": "center", "in the middle between": "between",
    "against": "against",
    "up against": "against", "along": "against", "leaning against": "against", "lining": "against", "pushed against": "against",
    "along side": "next_to",
    "attached to": "on", "mounted on": "on", "hanging on": "on", "hung on": "on", "hanging from": "hang", "suspended from": "hang", "from": "hang",
    "touching": "next_to", "together with": "with", "with": "with", "has": "with", "have": "with", "having": "with", "holding": "with",
    "holds": "with",
    "featuring": "with", "features": "with", "feature": "with", "including": "with", "includes": "with", "include": "with", "topped with": "on_it",
    "covered with": "on_it", "covered in": "on_it", "laden with": "on_it", "supporting": "on_it", "set with": "on_it", "laid with": "on_it",
    "equipped with": "with", "furnished with": "with", "decorated with": "with", "complete with": "with", "fitted with": "with", "lined with": "with",
    "full of": "filled", "filled with": "filled", "containing": "filled", "contains": "filled", "contain": "filled", "stocked with": "filled",
    "packed with": "filled", "loaded with": "filled", "stuffed with": "filled", "crammed with": "filled", "stacked with": "filled",
    "carrying": "on_it",
    "stacked on": "on", "side by side": "abreast", "in a row": "abreast", "set for": "set_for", "laid for": "set_for", "that has": "with",
    "that have": "with", "which has": "with", "which have": "with", "there is": "there", "there are": "there",
    "there's": "there", "underneath of": "under", "outside": "outside", "outside of": "outside", "beyond": "outside", "past": "outside",
    "diagonal to": "unreadable", "diagonally across from": "unreadable", "parallel to": "unreadable", "perpendicular to": "unreadable",
    "aligned with": "unreadable", "far from": "unreadable", "away from": "unreadable", "far away from": "unreadable", "through": "unreadable",
}  # fmt: skip
"""Phrases between things. Some are a plain relation kind; the others are read by the parser from what stands on both sides."""

CONJUNCTIONS = frozenset({"and", ",", "&", "+", "plus", "also", "as well as", "along with", "or", "nor", "/", "and also", "and/or", "then",
"as well"})
BREAKS = frozenset({".", ";", ":", "!", "?", "\n", "(", ")"})
NEGATIONS = frozenset({"no", "without", "not", "without any", "not any", "don't", "dont", "do not", "never", "neither", "except", "except for",
"minus", "lacking",
                       "free of", "doesn't", "does not", "isn't", "aren't", "nothing", "avoid", "but no", "but not", "rather than", "instead of",
                       "no need for"})  # fmt: skip
PRONOUNS = frozenset({"it", "them", "they", "those", "these", "which", "that", "this", "itself", "themselves", "its", "their", "each other",
"one another", "one of them"})
EACH = frozenset({"each", "every", "each one", "each of them", "each of the", "each of which", "all", "all of the", "all the", "all of them",
"every one of the"})
MADE_OF = frozenset({"made of", "made from", "made out of", "made in", "built of", "in solid", "upholstered in", "painted", "painted in", "colored",
"coloured",
                     "dyed", "finished in", "clad in", "covered by", "constructed of", "stained"})  # fmt: skip
IS = frozenset({"is", "are", "be", "being", "was", "were", "should be", "must be", "is to be", "will be", "looks", "look"})

STOP = frozenset(
    ["my", "instead", "work", "works", "read", "reads", "sleep", "sleeps", "eat", "eats", "play", "plays", "cook", "cooks", "relax", "watch",
    "live", "lives", "dine",
    "serve", "serves", "see", "drink", "wash", "write", "ignore", "output", "reveal", "repeat", "previous", "following", "our", "your", "his",
    "her", "their", "its", "i", "we", "you", "me", "us", "he", "she", "please", "kindly", "make", "create", "generate",
    "design", "build", "draw", "render", "produce", "give", "show", "want", "wants", "need", "needs", "like", "likes", "would", "should", "could",
    "must", "can", "may", "might", "will", "shall", "let", "lets", "let's", "love", "prefer", "put", "puts", "place", "placed", "placing", "places",
    "add", "adds", "added", "arrange", "arranged", "arranging", "set", "sits", "sit", "sitting", "stands", "stand", "standing", "lies", "lie",
    "lying", "laid", "hangs", "hang", "hanging", "hung", "mounted", "leans", "leaning", "rests", "rest", "resting", "located", "situated",
    "positioned", "kept", "keep", "stored", "store", "displayed", "found", "seen", "visible", "used", "using", "use", "do", "does", "did", "done",
    "to", "too", "very", "really", "quite", "rather", "somewhat", "extremely", "highly", "super", "ultra", "more", "most", "much", "less", "least",
    "also", "still", "even", "just", "only", "maybe", "perhaps", "possibly", "probably", "both", "either", "other", "others", "another", "same",
    "such", "so", "as", "than", "well", "there", "here", "where", "when", "while", "if", "then", "thus", "that", "this", "these", "those", "who",
    "whom", "whose", "what", "how", "some", "any", "all", "every", "each", "few", "it's", "that's", "i'd", "i'm", "i'll", "we'd", "we'll", "nice",
    "beautiful", "pretty", "lovely", "good", "great", "best", "better", "fine", "stylish", "stunning", "gorgeous", "attractive", "pleasant",
    "inviting", "warm", "welcoming", "charming", "comfortable", "bright", "sunny", "airy", "light-filled", "lit", "well-lit", "dim", "quiet",
    "calm", "peaceful", "relaxing", "clean", "tidy", "neat", "neatly", "organised", "organized", "orderly", "simple", "plain", "ordinary",
    "typical", "standard", "normal", "usual", "regular", "basic", "common", "realistic", "real", "photorealistic", "detailed", "cinematic",
    "high-quality", "quality", "new", "old", "brand", "fresh", "complete", "fully", "furnished", "furnishing", "matching", "identical", "equal",
    "similar", "different", "separate", "individual", "own", "extra", "additional", "main", "primary", "secondary", "central", "open", "closed",
    "tall-ish", "functional", "practical", "useful", "suitable", "appropriate", "proper", "necessary", "required", "certain", "specific",
    "particular", "favourite", "favorite", "personal", "private", "shared", "public", "full-on", "everyday", "kind", "kinds", "type", "types",
    "sort", "sorts", "style", "styled", "styling", "look", "looking", "feel", "feeling", "atmosphere", "mood", "vibe", "theme", "themed", "design",
    "designed", "scene", "image", "picture-perfect", "of", "be", "been", "am", "into", "onto", "upon", "via", "per", "about", "approximately",
    "roughly", "exactly", "precisely", "total", "overall", "alltogether", "altogether", "together", "ones", "one's", "etc", "e.g", "eg", "i.e",
    "ie", "ok", "okay", "hello", "hi", "hey", "thanks", "thank", "consists", "consisting", "comprising", "comprises", "contains", "include",
    "includes", "comes", "come", "coming", "get", "got", "go", "going", "up", "down", "out", "off", "back", "forth", "away", "front", "left",
    "right", "side", "sides", "top", "bottom", "middle", "inside", "side-by-side", "nearby", "neatly", "evenly", "spaced", "carefully", "randomly",
    "messily", "casually", "loosely", "tightly", "directly", "immediately", "slightly", "partially", "partly", "mostly", "mainly", "especially",
    "particularly", "including", "like-minded", "first", "second", "third", "last", "next", "stacked", "folded", "scattered", "lined", "spread",
    "filled", "decorated", "equipped", "featuring", "shaped", "freestanding", "standalone", "mounted", "built", "built-in", "fitted", "integrated",
    "ergonomic", "swivel", "soft", "plush", "fluffy", "heavy", "light", "sturdy", "delicate", "shiny", "glossy", "matte", "polished", "worn",
    "aged", "weathered", "distressed", "decorative", "solid", "bold", "subtle", "neutral", "pastel", "dark", "pale", "natural", "colorful",
    "colourful", "multicolored", "multicoloured", "vibrant", "moody", "rich", "deep", "bright-ish", "sleek-ish", "tidy-looking", "home", "domestic",
    "residential", "family", "indoor", "interior", "made", "ready", "robot", "simulation", "simulated", "simulator", "physics", "usd", "sim",
    "virtual", "digital", "3d", "model", "render", "scene-like", "usable", "space", "area", "spot", "place", "zone", "section", "part",
    "room-sized", "ceiling-high", "wall-to-wall", "half", "quarter", "few-ish", "way", "but", "however", "though", "although", "because", "since",
    "with-it", "s", "t", "d", "ll", "re", "ve", "m", "opened", "now", "today", "tonight", "morning", "evening", "day", "night", "year", "years",
    "time", "times"]
)
"""Words that ask for nothing that a plan can hold."""

QUALITIES = frozenset(
    ["round", "square", "rectangular", "oval", "circular", "hexagonal", "triangular", "l-shaped", "u-shaped", "curved", "flat", "modular",
    "adjustable", "foldable", "patterned", "striped", "checked", "floral", "ornate", "carved", "dirty", "unmade", "broken", "thick", "thin",
    "transparent", "translucent", "glowing", "lit", "burning", "steaming", "rolling", "wheeled", "swivelling", "rotating", "floating"]
)
"""Qualities that no asset can be given; said of a thing, they are reported."""
