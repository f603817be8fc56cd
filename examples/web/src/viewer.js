// The shape, its groups or its parts, turning.

import * as THREE from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";

const UNGROUPED = "#8a8f98";
const PLAIN = "#c9a27b";
// Matplotlib's tab10, in which Keras ReCon writes parts.
const PART_COLORS = [
  ...["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd"],
  ...["#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"],
];

export function partColor(part) {
  return PART_COLORS[part % PART_COLORS.length];
}

function groupColor(group) {
  // Neighbours in the order of sampling are far apart, so that hues may be near.
  const hue = (group * 137.508) % 360;
  return new THREE.Color().setHSL(hue / 360, 0.75, 0.42 + 0.16 * (group % 2));
}

export class Viewer {
  constructor(canvas) {
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true, alpha: true });
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.scene = new THREE.Scene();
    this.camera = new THREE.PerspectiveCamera(35, 1, 0.1, 50);
    this.camera.position.set(1.5, 1.15, 3.05);
    const light = new THREE.DirectionalLight("#ffffff", 2.2);
    light.position.set(-1.5, 2, 2.5);
    this.camera.add(light);
    this.scene.add(this.camera, new THREE.HemisphereLight("#ffffff", "#8d8578", 1.7));
    this.controls = new OrbitControls(this.camera, canvas);
    Object.assign(this.controls, { enableDamping: true, enablePan: false, autoRotateSpeed: 2 });
    Object.assign(this.controls, { minDistance: 1.2, maxDistance: 8 });
    this.content = new THREE.Group();
    this.scene.add(this.content);
    new ResizeObserver(() => this.resize()).observe(canvas);
    this.renderer.setAnimationLoop(() => {
      this.controls.update();
      this.renderer.render(this.scene, this.camera);
    });
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.renderer.domElement;
    if (!width || !height) return;
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    // A narrow picture shows the whole sphere, too.
    this.camera.zoom = Math.min(1, this.camera.aspect);
    this.camera.updateProjectionMatrix();
  }

  turn(turning) {
    this.controls.autoRotate = turning;
  }

  // Turn by hand, from the keyboard.
  rotate(angle) {
    this.camera.position.applyAxisAngle(new THREE.Vector3(0, 1, 0), angle);
  }

  show({ points, mesh, distinct, groups, parts }, mode) {
    this.clear();
    this.frame(mesh ?? points);
    if (mode === "groups") {
      const colors = Array.from(groups.patch, (patch) =>
        patch < 0 ? UNGROUPED : groupColor(patch),
      );
      this.addSpheres(groups.points, colors, (i) => (groups.patch[i] < 0 ? 0.012 : 0.018));
      const ofCenters = Array.from({ length: groups.centers.length / 3 }, (_, i) => groupColor(i));
      this.addSpheres(groups.centers, ofCenters, () => 0.034);
    } else if (mode === "parts" && parts) {
      this.addSpheres(points.subarray(0, 3 * distinct), Array.from(parts, partColor));
    } else if (mesh) {
      this.addSurface(mesh);
    } else {
      const shown = points.subarray(0, 3 * distinct);
      this.addSpheres(shown, new Array(distinct).fill(PLAIN));
    }
  }

  // Fill the picture: the mean of a shape, which is at the origin, may be far from its middle.
  frame(points) {
    const box = new THREE.Box3().setFromArray(points);
    const center = box.getCenter(new THREE.Vector3());
    const scale = 2 / box.getSize(new THREE.Vector3()).length();
    this.content.scale.setScalar(scale);
    this.content.position.copy(center).multiplyScalar(-scale);
  }

  clear() {
    for (const child of [...this.content.children]) {
      child.geometry.dispose();
      child.material.dispose();
      child.dispose?.();
      this.content.remove(child);
    }
  }

  addSurface(corners) {
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.BufferAttribute(corners, 3));
    const material = new THREE.MeshStandardMaterial({
      color: PLAIN,
      flatShading: true,
      roughness: 0.85,
      side: THREE.DoubleSide,
    });
    const surface = new THREE.Mesh(geometry, material);
    surface.frustumCulled = false;
    this.content.add(surface);
  }

  addSpheres(points, colors, radiusOf = () => 0.014) {
    const geometry = new THREE.IcosahedronGeometry(1, 1);
    const material = new THREE.MeshLambertMaterial();
    const spheres = new THREE.InstancedMesh(geometry, material, colors.length);
    const [matrix, color] = [new THREE.Matrix4(), new THREE.Color()];
    colors.forEach((value, i) => {
      matrix.makeScale(...Array(3).fill(radiusOf(i)));
      matrix.setPosition(...points.subarray(3 * i, 3 * i + 3));
      spheres.setMatrixAt(i, matrix);
      spheres.setColorAt(i, color.set(value));
    });
    spheres.frustumCulled = false;
    this.content.add(spheres);
  }
}
