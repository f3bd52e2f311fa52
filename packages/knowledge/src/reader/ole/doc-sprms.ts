/** One change of a property: a code, and the bytes of its value. */
export type Sprm = Readonly<{ code: number; value: Buffer }>

/** Codes of the changes that matter to the text ([MS-DOC] 2.6). */
export const sprms = Object.freeze({
  special: 0x0855,
  hidden: 0x083c,
  deleted: 0x0800,
  colourIndex: 0x2a42,
  colour: 0x6870,
  size: 0x4a43,
  inTable: 0x2416,
  rowEnd: 0x2417,
  tableDepth: 0x6649,
  innerCellEnd: 0x244b,
  outlineLevel: 0x2640,
  listLevel: 0x260a,
  list: 0x460b,
  style: 0x4600,
  tableCells: 0xd608,
  elsewhere: 0x6646,
  elsewhereToo: 0x6645,
})

/** Shading of a paragraph, in the old form and the new. */
export const paragraphShades: ReadonlySet<number> = new Set([0x442d, 0xc64d])

const tabs = 0xc615
/** Bytes of a value by the upper three bits of the code; -1 where the value says its length itself. */
const sizes = [1, 1, 2, 4, 2, 2, -1, 3]

/** The changes in a list of them; what does not fit at its end is left out. */
export function readSprms(bytes: Buffer): readonly Sprm[] {
  const found: Sprm[] = []
  for (let at = 0; at + 3 <= bytes.length;) {
    const code = bytes.readUInt16LE(at)
    at += 2
    let size = sizes[code >> 13] ?? 1
    if (size < 0 && code === sprms.tableCells) {
      if (at + 2 > bytes.length) break
      size = bytes.readUInt16LE(at) - 1
      at += 2
    } else if (size < 0) {
      size = bytes[at++] ?? 0
      if (code === tabs && size === 255) break
    }
    if (size < 0 || at + size > bytes.length) break
    found.push({ code, value: bytes.subarray(at, at + size) })
    at += size
  }
  return found
}

/** True for 1; a change that says "as the style" or "other than the style" (128, 129) counts as off and on. */
export function isOn(value: Buffer): boolean {
  return value[0] === 1 || value[0] === 129
}
