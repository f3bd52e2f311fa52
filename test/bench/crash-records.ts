/**
 * The documents of the crash bench: a number and a version say all of one.
 * @module
 */

/** A document to be put in. */
export type CrashRecord = Readonly<{ path: string; title: string; text: string }>

/** Which documents there are: the version of each number; 0 is none. */
export type Versions = Map<number, number>

/** Passages of a document. */
export const passagesEach = 20

const words = ['水泵', '轴承', '阀门', '电机', '滤网', '油位', '皮带', '联轴器', '传感器', '配电柜', '冷却塔', '减速机']
const deeds = ['检查', '更换', '清洗', '润滑', '校准', '紧固', '记录', '上报']

const markers = 2_000

/** A word that about one passage in two thousand has. */
function marker(mix: number): string {
  const letters = [26 * 26, 26, 1].map((place) => String.fromCharCode(97 + (Math.floor((mix % markers) / place) % 26)))
  return `zeb${letters.join('')}o`
}

/** The document of a number in a version. */
export function crashRecord(number: number, version: number): CrashRecord {
  const articles = Array.from({ length: passagesEach }, (_, at) => {
    const mix = number * 7 + version * 13 + at * 5
    const [one, other] = [words[mix % words.length]!, words[(mix * 3 + at) % words.length]!]
    const deed = deeds[(mix + at) % deeds.length]!
    const known = marker(number * 7919 + version * 104_729 + at * 1_299_709)
    return `第${at + 1}条　每${(mix % 11) + 2}个月${deed}${one}和${other}，编号 QX-${number}-${version}，由第${(mix % 7) + 1}班负责，完成后登记 ${known}。`
  })
  return { path: `${number}.md`, title: `规程${number}第${version}版`, text: articles.join('\n\n') }
}

/** Which document a path and a title say that it is. */
export function numberAndVersion(path: string, title: string): readonly [number, number] | undefined {
  const [, number] = /^(\d+)\.md$/.exec(path) ?? []
  const [, named, version] = /^规程(\d+)第(\d+)版$/.exec(title) ?? []
  return number !== undefined && number === named ? [Number(number), Number(version)] : undefined
}

/** What is asked of the indexes: so that fewer passages are found than a search looks at, whichever comes first of equal ones. */
export function crashQueries(versions: ReadonlyMap<number, number>): string[] {
  const held = [...versions].filter(([, version]) => version > 0)
  const named = Array.from({ length: 20 }, (_, at) => held[(at * 7919) % Math.max(1, held.length)]).filter(
    (one) => one !== undefined,
  )
  return [
    ...named.map(([number, version]) => `QX-${number}-${version}`),
    ...Array.from({ length: 20 }, (_, at) => [at, at * 31 + 7, at * 97 + 13].map((mix) => marker(mix * 53)).join(' ')),
  ]
}
