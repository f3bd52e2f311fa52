/**
 * A knowledge base with a history, a folder for files it is written to, and others to read them, for the tests of export and import.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { Knowledge } from '../open-knowledge.ts'
import { bytesOfText, testKnowledge, textFiles, type TestKnowledge } from '../test-knowledge.ts'

/** What the tests of one file share; made anew for each test. */
export type ExportDesk = {
  folder: string
  /** Where the tests write an exported file. */
  file: string
  /** The knowledge with a history. */
  one: Knowledge
  /** Its base. */
  base: TestKnowledge
  /** An empty base, gone after the test. */
  newBase(): Promise<TestKnowledge>
}

/** A rule that says an amount. */
export const rent = (money: number): string => `# 租房补贴办法\n\n第一条　租房补贴标准为每人每月${money}元。\n`
/** Another rule. */
export const dogs = '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n'

/** Makes the desk before each test of the file that calls it, and clears it away afterwards. */
export function exportDesk(): ExportDesk {
  const bases: TestKnowledge[] = []
  const newBase = async (): Promise<TestKnowledge> => {
    const base = await testKnowledge()
    bases.push(base)
    return base
  }
  const desk = { newBase } as ExportDesk
  beforeEach(async () => {
    desk.folder = mkdtempSync(join(tmpdir(), 'kaiwu-export-'))
    desk.file = join(desk.folder, '知识库.kaiwu')
    desk.base = await newBase()
    desk.one = desk.base.knowledge()
    await fill(desk.one)
  })
  afterEach(async () => {
    for (const base of bases.splice(0)) await base.remove()
    rmSync(desk.folder, { recursive: true, force: true })
  })
  return desk
}

async function fill(one: Knowledge): Promise<void> {
  await one.sync('a', textFiles({ 'old/rent.md': rent(1) }))
  await one.sync('a', textFiles({ 'rent.md': rent(1), 'dogs.md': dogs }))
  await one.sync('a', textFiles({ 'rent.md': rent(2), 'dogs.md': dogs }))
  const { id } = await one.add('b', 'gone.md', bytesOfText('# 旧表\n\n旧表在此。\n'))
  await one.add('b', 'cats.md', bytesOfText('# 养猫规定\n\n养猫人应当登记。\n'))
  await one.release('五月')
  await one.remove(id)
  const rentId = one.documents().find(({ path }) => path === 'rent.md')!.id
  await one.confirm(rentId, { number: '云政规〔2024〕6号' }, '林')
  await one.setAccess(rentId, ['人事'])
  await one.noteGap('秘密的问题', 'zh')
}

/** All that a knowledge base shows of itself, but whose documents are the folder's. */
export async function shown(knowledge: Knowledge): Promise<object> {
  const documents = knowledge.documents(undefined, 'all')
  return {
    documents: documents.map(({ uploaded: _, ...info }) => info),
    revisions: await Promise.all(documents.map(({ id }) => knowledge.revisions(id))),
    originals: await Promise.all(documents.map(({ id }) => knowledge.original(id))),
    releases: await knowledge.releases(),
    hits: await Promise.all(['租房补贴', '养犬登记', '养猫'].map((query) => knowledge.search({ query, access: 'all' }))),
  }
}
