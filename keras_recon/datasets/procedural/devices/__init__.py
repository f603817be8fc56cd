"""Devices and household machines."""

from keras_recon.datasets.procedural.devices import (
    camera,
    clock,
    computer_monitor,
    computer_mouse,
    fan,
    keyboard,
    laptop,
    light_bulb,
    microphone,
    pair_of_headphones,
    radio,
    refrigerator,
    telephone,
    television,
    washing_machine,
)

# Each with its parts.
MAKERS = {
    "camera": (camera.make_camera, camera.PARTS),
    "clock": (clock.make_clock, clock.PARTS),
    "computer monitor": (computer_monitor.make_monitor, computer_monitor.PARTS),
    "computer mouse": (computer_mouse.make_mouse, computer_mouse.PARTS),
    "fan": (fan.make_fan, fan.PARTS),
    "keyboard": (keyboard.make_keyboard, keyboard.PARTS),
    "laptop": (laptop.make_laptop, laptop.PARTS),
    "light bulb": (light_bulb.make_light_bulb, light_bulb.PARTS),
    "microphone": (microphone.make_microphone, microphone.PARTS),
    "pair of headphones": (pair_of_headphones.make_headphones, pair_of_headphones.PARTS),
    "radio": (radio.make_radio, radio.PARTS),
    "refrigerator": (refrigerator.make_refrigerator, refrigerator.PARTS),
    "telephone": (telephone.make_telephone, telephone.PARTS),
    "television": (television.make_television, television.PARTS),
    "washing machine": (washing_machine.make_washing_machine, washing_machine.PARTS),
}
