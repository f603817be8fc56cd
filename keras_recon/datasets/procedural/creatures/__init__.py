"""Animals and people."""

from keras_recon.datasets.procedural.creatures import animal, bird, butterfly, fish, person

# Each with its parts.
MAKERS = {
    "animal": (animal.make_animal, animal.PARTS),
    "bird": (bird.make_bird, bird.PARTS),
    "butterfly": (butterfly.make_butterfly, butterfly.PARTS),
    "fish": (fish.make_fish, fish.PARTS),
    "person": (person.make_person, person.PARTS),
}
