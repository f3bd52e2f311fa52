import { damaged } from './damaged.ts'
import type { XmlEvent } from './xml-events.ts'

/** An element of a small XML part. `text` is what stands in it directly, without that of its children. */
export type XmlNode = Readonly<{
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly XmlNode[]
  text: string
}>

type OpenNode = { name: string; attributes: Readonly<Record<string, string>>; children: OpenNode[]; text: string }

const deepest = 200

/**
 * Builds the tree of an XML part, for parts that are small and are not read in one pass. The root has no name.
 * @throws FILE_UNREADABLE when elements are nested more than 200 deep
 */
export function xmlTree(events: Iterable<XmlEvent>, name: string): XmlNode {
  const root: OpenNode = { name: '', attributes: {}, children: [], text: '' }
  const open: OpenNode[] = [root]
  for (const event of events) {
    const parent = open.at(-1) ?? root
    if (event.type === 'text') parent.text += event.text
    else if (event.type === 'close') open.pop()
    else {
      const node: OpenNode = { name: event.name, attributes: event.attributes, children: [], text: '' }
      parent.children.push(node)
      open.push(node)
      if (open.length > deepest) throw damaged(name)
    }
  }
  return root
}

/** The first element on a path of names, each a child of the one before. */
export function childAt(node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined {
  return path.reduce<XmlNode | undefined>((one, step) => one?.children.find((child) => child.name === step), node)
}

/** Every element of a name below a node, in order. */
export function* descendants(node: XmlNode, name: string): Generator<XmlNode> {
  for (const child of node.children) {
    if (child.name === name) yield child
    yield* descendants(child, name)
  }
}
