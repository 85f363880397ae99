declare module 'graphology-layout-forceatlas2/iterate.js' {
  /** One step of ForceAtlas2 on matrices: ten numbers a node (x, y, dx, dy, old dx, old dy, mass, convergence, size, fixed), three an edge (source, target, weight). */
  export default function iterate(settings: Readonly<Record<string, number | boolean>>, nodes: Float32Array, edges: Float32Array): unknown;
}
