"""Vessels."""

from keras_recon.datasets.procedural.vessels import (
    barrel,
    basket,
    bottle,
    bowl,
    bucket,
    candle,
    cooking_pot,
    cup,
    jar,
    mug,
    pan,
    plate,
    teapot,
    vase,
    watering_can,
    wine_glass,
)

# Each with its parts.
MAKERS = {
    "barrel": (barrel.make_barrel, barrel.PARTS),
    "basket": (basket.make_basket, basket.PARTS),
    "bottle": (bottle.make_bottle, bottle.PARTS),
    "bowl": (bowl.make_bowl, bowl.PARTS),
    "bucket": (bucket.make_bucket, bucket.PARTS),
    "candle": (candle.make_candle, candle.PARTS),
    "cooking pot": (cooking_pot.make_cooking_pot, cooking_pot.PARTS),
    "cup": (cup.make_cup, cup.PARTS),
    "jar": (jar.make_jar, jar.PARTS),
    "mug": (mug.make_mug, mug.PARTS),
    "pan": (pan.make_pan, pan.PARTS),
    "plate": (plate.make_plate, plate.PARTS),
    "teapot": (teapot.make_teapot, teapot.PARTS),
    "vase": (vase.make_vase, vase.PARTS),
    "watering can": (watering_can.make_watering_can, watering_can.PARTS),
    "wine glass": (wine_glass.make_wine_glass, wine_glass.PARTS),
}
