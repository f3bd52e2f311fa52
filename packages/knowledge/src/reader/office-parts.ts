import type { HiddenText } from './hidden-text.ts'
import type { Zip } from './zip.ts'
import { xmlEvents, type XmlEvent } from './xml-events.ts'

/** Relations of a part of an Office file: id to the name of the entry it points to; links out of the file are left out. */
export async function readRelations(zip: Zip, part: string, name: string): Promise<ReadonlyMap<string, string>> {
  const slash = part.lastIndexOf('/')
  const folder = part.slice(0, slash + 1)
  const relations = new Map<string, string>()
  for (const event of await partEvents(zip, `${folder}_rels/${part.slice(slash + 1)}.rels`, name)) {
    if (event.type !== 'open' || event.name !== 'Relationship') continue
    const { Id: id, Target: target, TargetMode: mode } = event.attributes
    if (id !== undefined && target !== undefined && mode !== 'External') relations.set(id, resolvePath(folder, target))
  }
  return relations
}

/** The events of one XML part; none when the file has no such part. */
export async function partEvents(zip: Zip, part: string, name: string): Promise<Iterable<XmlEvent>> {
  return zip.has(part) ? xmlEvents(await zip.read(part), name) : []
}

/** The texts of the elements of one part whose names match, one a line. */
export async function partText(zip: Zip, part: string, elements: RegExp, name: string): Promise<string> {
  const lines: string[] = []
  let inside = false
  for (const event of await partEvents(zip, part, name)) {
    if (event.type === 'text') {
      if (inside) lines.push(event.text)
    } else inside = event.type === 'open' && elements.test(event.name)
  }
  return lines.join('\n')
}

/** Notes the words an Office file keeps in its properties, where its readers do not look: subject, keywords, description, category. */
export async function noteMetadata(zip: Zip, hidden: HiddenText, name: string): Promise<void> {
  hidden.add('metadata', await partText(zip, 'docProps/core.xml', /^(?:subject|keywords|description|category)$/, name))
}

/** The title in the properties of an Office file, when the text holds it too; templates leave stale titles behind. */
export async function readOfficeTitle(zip: Zip, text: string, name: string): Promise<string | undefined> {
  let inside = false
  let title = ''
  for (const event of await partEvents(zip, 'docProps/core.xml', name)) {
    if (event.type === 'text') title += inside ? event.text : ''
    else if (event.name === 'title') inside = event.type === 'open'
  }
  title = title.trim()
  return title !== '' && text.slice(0, 2_000).includes(title) ? title : undefined
}

function resolvePath(folder: string, target: string): string {
  const path: string[] = []
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') path.pop()
    else if (step !== '' && step !== '.') path.push(step)
  }
  return path.join('/')
}
