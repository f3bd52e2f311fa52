/**
 * Presentations for tests.
 * @module
 */
import { zipFile } from './test-files.ts'

/** A slide: the XML inside `p:spTree`, whether it is hidden, its notes, comments and pictures (`rImg0`, …). */
export type TestSlide = Readonly<{
  shapes: string
  hidden?: boolean
  notes?: readonly string[]
  comment?: string
  pictures?: readonly Readonly<{ name: string; bytes: Uint8Array }>[]
  /** The XML of a chart, by the relation `rChart`. */
  chart?: string
}>

/** The XML of one text shape; `properties` goes into `a:rPr`, `shape` into `p:spPr`. */
export function textShape(
  lines: readonly string[],
  more: Readonly<{ place?: string; properties?: string; shape?: string; level?: number }> = {},
): string {
  const { place, properties = '', shape = '', level } = more
  const paragraph = (line: string): string =>
    `<a:p>${level === undefined ? '' : `<a:pPr lvl="${level}"/>`}<a:r><a:rPr ${properties.startsWith('<') ? `>${properties}</a:rPr>` : `${properties}/>`}<a:t>${line}</a:t></a:r></a:p>`
  return `<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:nvPr>${place === undefined ? '' : `<p:ph type="${place}"/>`}</p:nvPr></p:nvSpPr><p:spPr>${shape}</p:spPr><p:txBody>${lines.map(paragraph).join('')}</p:txBody></p:sp>`
}

function relationsFile(targets: readonly (readonly [id: string, kind: string, target: string])[]): string {
  const items = targets.map(([id, kind, target]) => `<Relationship Id="${id}" Type="${kind}" Target="${target}"/>`)
  return `<Relationships>${items.join('')}</Relationships>`
}

/** A presentation whose file names are not in the order of its slides. */
export function pptxFile(slides: readonly TestSlide[]): Uint8Array {
  const part = (at: number): string => `slides/slide${slides.length - at}.xml`
  const tree = (root: string, shapes: string, attributes = ''): string =>
    `<p:${root} ${attributes}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:${root}>`
  return zipFile([
    { name: '_rels/.rels', content: relationsFile([['r1', 'officeDocument', 'ppt/presentation.xml']]) },
    {
      name: 'ppt/presentation.xml',
      content: `<p:presentation><p:sldIdLst>${slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="r${at}"/>`).join('')}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>`,
    },
    { name: 'ppt/_rels/presentation.xml.rels', content: relationsFile(slides.map((_, at) => [`r${at}`, 'slide', part(at)])) },
    ...slides.flatMap(({ shapes, hidden, notes, comment, pictures = [], chart }, at) => [
      { name: `ppt/${part(at)}`, content: tree('sld', shapes, hidden === true ? 'show="0"' : '') },
      {
        name: `ppt/slides/_rels/slide${slides.length - at}.xml.rels`,
        content: relationsFile([
          ...(notes === undefined ? [] : ([['rN', 'notesSlide', `../notesSlides/notesSlide${at}.xml`]] as const)),
          ...(comment === undefined ? [] : ([['rC', 'comments', `../comments/comment${at}.xml`]] as const)),
          ...(chart === undefined ? [] : ([['rChart', 'chart', `../charts/chart${at}.xml`]] as const)),
          ...pictures.map(({ name }, place) => [`rImg${place}`, 'image', `../media/${name}`] as const),
        ]),
      },
      ...(notes === undefined
        ? []
        : [
            {
              name: `ppt/notesSlides/notesSlide${at}.xml`,
              content: tree('notes', textShape(notes, { place: 'body' }) + textShape(['7'], { place: 'sldNum' })),
            },
          ]),
      ...(comment === undefined
        ? []
        : [{ name: `ppt/comments/comment${at}.xml`, content: `<p:cmLst><p:cm><p:text>${comment}</p:text></p:cm></p:cmLst>` }]),
      ...(chart === undefined ? [] : [{ name: `ppt/charts/chart${at}.xml`, content: chart }]),
      ...pictures.map(({ name, bytes }) => ({ name: `ppt/media/${name}`, content: bytes })),
    ]),
  ])
}
