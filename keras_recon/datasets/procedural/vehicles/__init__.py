"""Vehicles."""

from keras_recon.datasets.procedural.vehicles import (
    aeroplane,
    bicycle,
    boat,
    bus,
    car,
    helicopter,
    motorcycle,
    rocket,
    skateboard,
    train_carriage,
    truck,
    wheelbarrow,
)

# Each with its parts.
MAKERS = {
    "aeroplane": (aeroplane.make_aeroplane, aeroplane.PARTS),
    "bicycle": (bicycle.make_bicycle, bicycle.PARTS),
    "boat": (boat.make_boat, boat.PARTS),
    "bus": (bus.make_bus, bus.PARTS),
    "car": (car.make_car, car.PARTS),
    "helicopter": (helicopter.make_helicopter, helicopter.PARTS),
    "motorcycle": (motorcycle.make_motorcycle, motorcycle.PARTS),
    "rocket": (rocket.make_rocket, rocket.PARTS),
    "skateboard": (skateboard.make_skateboard, skateboard.PARTS),
    "train carriage": (train_carriage.make_train_carriage, train_carriage.PARTS),
    "truck": (truck.make_truck, truck.PARTS),
    "wheelbarrow": (wheelbarrow.make_wheelbarrow, wheelbarrow.PARTS),
}
