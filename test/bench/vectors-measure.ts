/**
 * Measures one engine in a process of its own: `vectors-measure.ts <engine> <folder> <dimension> <count>`, started by vectors.ts.
 * Prints one JSON object.
 * @module
 */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { PassageSet } from '../../packages/knowledge/src/passages/passage-set.ts'
import { randomNumbers } from '../../packages/knowledge/src/vectors/test-vectors.ts'
import { subjects, type Subject, type SubjectOpening } from './vectors-subjects.ts'

/** What was measured of one engine. Times of the CPU are of all its threads; `rssBytes` is what the process grew by. */
export type VectorsMeasured = Readonly<{
  engine: string
  says?: string
  addedPerSecond: number
  addedPerCpuSecond: number
  p50Ms: number
  p99Ms: number
  cpuMs: number
  'recall@10': number
  rssBytes: number
  filtered: readonly Readonly<{ share: number; cpuMs: number; 'recall@10': number }>[]
  saveMs?: number
  loadMs?: number
  diskBytes?: number
}>

const top = 10
const batch = 1000
/** Slow engines are asked fewer questions, but never fewer than these. */
const fewest = 10
const patienceMs = 20_000
const shares = [0.1, 0.01, 0.001] as const

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function questionsOf(folder: string, dimension: number): Float32Array[] {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, 'questions.f32'))
  const all = new Float32Array(buffer, byteOffset, byteLength / 4)
  return Array.from({ length: all.length / dimension }, (_, at) => all.slice(at * dimension, (at + 1) * dimension))
}

/** Adds the vectors of the folder, read piece by piece so that they do not count as the engine's memory. */
async function addAll(subject: Subject, folder: string, vectors: Float32Array<ArrayBuffer>, dimension: number, count: number) {
  const file = await open(join(folder, 'base.f32'))
  const spent = { ms: 0, cpuMs: 0 }
  for (let first = 0; first < count; first += batch) {
    const length = Math.min(batch, count - first) * dimension
    await file.read(new Uint8Array(vectors.buffer, 0, length * 4), 0, length * 4, first * dimension * 4)
    const [began, cpu] = [performance.now(), cpuMs()]
    await subject.add(first, vectors.subarray(0, length))
    spent.ms += performance.now() - began
    spent.cpuMs += cpuMs() - cpu
  }
  await file.close()
  return spent
}

/** Asks every question, as far as patience reaches, and compares with the truth, or writes it when this is the truth. */
async function ask(subject: Subject, questions: readonly Float32Array[], truthFile: string, allowed?: PassageSet) {
  for (const question of questions.slice(0, fewest)) await subject.search(question, top, allowed)
  const isTruth = !existsSync(truthFile)
  const truth = isTruth ? [] : (JSON.parse(readFileSync(truthFile, 'utf8')) as number[][])
  const times: number[] = []
  const answers: (readonly number[])[] = []
  const [began, cpu] = [performance.now(), cpuMs()]
  for (const question of questions) {
    const start = performance.now()
    answers.push(await subject.search(question, top, allowed))
    times.push(performance.now() - start)
    if (!isTruth && answers.length >= fewest && performance.now() - began > patienceMs) break
  }
  const spent = cpuMs() - cpu
  if (isTruth) writeFileSync(truthFile, JSON.stringify(answers))
  let wanted = 0
  let found = 0
  for (const [at, answer] of answers.entries()) {
    const expected = truth[at] ?? answer
    wanted += expected.length
    found += expected.filter((passage) => answer.includes(passage)).length
  }
  times.sort((one, other) => one - other)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
  return { p50Ms: at(0.5), p99Ms: at(0.99), cpuMs: spent / times.length, 'recall@10': wanted === 0 ? 1 : found / wanted }
}

function allowedShare(count: number, share: number): PassageSet {
  const allowed = new PassageSet(count)
  const next = randomNumbers(Math.round(1 / share))
  for (let passage = 0; passage < count; passage++) if (next() < share) allowed.add(passage)
  return allowed
}

async function saveAndLoad({ load }: SubjectOpening, subject: Subject, path: string, dimension: number, question: Float32Array) {
  if (!subject.save || !load) return {}
  const began = performance.now()
  await subject.save(path)
  const saved = performance.now()
  const loaded = await load(path, dimension)
  const loadMs = performance.now() - saved
  if ((await loaded.search(question, top)).length !== top) throw new Error(`${path}: the loaded index does not answer`)
  await loaded.close?.()
  return { saveMs: saved - began, loadMs, diskBytes: statSync(path).size }
}

async function measure(engine: string, folder: string, dimension: number, count: number): Promise<VectorsMeasured> {
  const opening = subjects[engine]!
  const questions = questionsOf(folder, dimension)
  // The harness's own memory, touched before it is measured from.
  const vectors = new Float32Array(batch * dimension).fill(1)
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  const subject = await opening.open(dimension, count)
  const { ms, cpuMs: addCpuMs } = await addAll(subject, folder, vectors, dimension, count)
  globalThis.gc?.()
  const rssBytes = process.memoryUsage.rss() - before
  const unfiltered = await ask(subject, questions, join(folder, 'truth.json'))
  const filtered: VectorsMeasured['filtered'][number][] = []
  for (const share of shares) {
    const asked = await ask(subject, questions.slice(0, 50), join(folder, `truth-${share}.json`), allowedShare(count, share))
    filtered.push({ share, cpuMs: asked.cpuMs, 'recall@10': asked['recall@10'] })
  }
  const kept = await saveAndLoad(opening, subject, join(folder, `${engine}.idx`), dimension, questions[0]!)
  const says = subject.says?.()
  await subject.close?.()
  return {
    engine: opening.title,
    ...(says === undefined ? {} : { says }),
    addedPerSecond: (count / ms) * 1000,
    addedPerCpuSecond: (count / addCpuMs) * 1000,
    ...unfiltered,
    rssBytes,
    filtered,
    ...kept,
  }
}

if (import.meta.main) {
  const [engine = '', folder = '', dimension, count] = process.argv.slice(2)
  console.log(JSON.stringify(await measure(engine, folder, Number(dimension), Number(count))))
}
