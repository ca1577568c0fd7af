import { Box3, Color, DirectionalLight, HemisphereLight, PerspectiveCamera, PMREMGenerator, Raycaster, Scene, Vector2, Vector3, WebGLRenderer } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { RoomEnvironment } from "three/addons/environments/RoomEnvironment.js";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";

const host = document.getElementById("viewer");
const label = document.getElementById("viewer-label");

function fail(text) {
  host.dataset.state = "failed";
  label.textContent = text;
}

function start() {
  const renderer = new WebGLRenderer({ antialias: true });
  renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
  host.prepend(renderer.domElement);
  const scene = new Scene();
  scene.background = new Color(0xf1f1ee);
  const camera = new PerspectiveCamera(40, 1, 0.05, 100);
  const controls = new OrbitControls(camera, renderer.domElement);
  controls.enableDamping = true;
  scene.environment = new PMREMGenerator(renderer).fromScene(new RoomEnvironment(), 0.04).texture;  // steel with nothing to mirror is black
  scene.environmentIntensity = 0.35;
  scene.add(new HemisphereLight(0xffffff, 0x9a8f80, 0.35));
  const sun = new DirectionalLight(0xfff3df, 1.0);
  sun.position.set(3, 6, 4);
  scene.add(sun);

  const fit = () => {
    const width = host.clientWidth, height = host.clientHeight;
    renderer.setSize(width, height, false);
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
  };
  addEventListener("resize", fit);
  fit();

  new GLTFLoader().load(host.dataset.glb, (gltf) => {
    scene.add(gltf.scene);
    const box = new Box3().setFromObject(gltf.scene), size = box.getSize(new Vector3()), center = box.getCenter(new Vector3());
    const hidden = [];
    gltf.scene.traverse((node) => { if (/^Ceiling/.test(node.name)) node.visible = false; if (/^(Wall|Door|Window)/.test(node.name)) hidden.push(node); });
    controls.target.copy(center).y = size.y * 0.25;
    camera.position.copy(center).add(new Vector3(0.75, 0.85, 0.9).multiplyScalar((size.length() * 0.9) / Math.min(1, camera.aspect)));
    host.dataset.state = "ready";
    label.textContent = "drag to turn, wheel to zoom";
    const facing = new Vector3(), middle = new Vector3();
    renderer.setAnimationLoop(() => {
      controls.update();
      for (const wall of hidden) {
        middle.copy(new Box3().setFromObject(wall).getCenter(middle)).sub(center).setY(0);
        facing.copy(camera.position).sub(center).setY(0);
        wall.visible = middle.dot(facing) < 0.05 * middle.length() * facing.length();
      }
      renderer.render(scene, camera);
    });
    const ray = new Raycaster(), at = new Vector2();
    renderer.domElement.addEventListener("pointermove", (event) => {
      const area = renderer.domElement.getBoundingClientRect();
      at.set(((event.clientX - area.left) / area.width) * 2 - 1, 1 - ((event.clientY - area.top) / area.height) * 2);
      ray.setFromCamera(at, camera);
      const hit = ray.intersectObject(gltf.scene, true).find((found) => found.object.visible);
      let node = hit && hit.object;
      while (node && !(node.userData && node.userData.category)) node = node.parent;
      label.textContent = node ? `${node.name} · ${node.userData.category.replaceAll("_", " ")} · ${node.userData.sim_role}` : "drag to turn, wheel to zoom";
    });
  }, undefined, () => fail("the scene's GLB could not be loaded"));
}

try {
  start();
} catch (error) {
  fail("this browser has no WebGL; the pictures show the room");
}
