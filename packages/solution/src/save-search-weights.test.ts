import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { saveSearchWeights, withSearchWeights } from './save-search-weights.ts'

const weights = { keyword: 1, vector: 0.5, title: 0.8, path: 0.2 }
const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

describe('weights of search in a manifest', () => {
  it.each([
    ['without any', 'kaiwu: 1   # 版本\nname: desk'],
    ['with an empty group', 'kaiwu: 1\nsearch:\nname: desk\n'],
    ['with other settings', 'kaiwu: 1\nsearch:   # 检索\n  k1: 1.4 # 不要改\n  b: 0.7\n\n# 后面\nname: desk\n'],
    ['with other settings on one line', 'search: { k1: 1.4, b: 0.7 } # 一行\nname: desk\n'],
    ['with all of them', 'search:\n  weights: { keyword: 2, vector: 2, title: 0.1, path: 0.1 } # 权重\nname: desk\n'],
    ['with some of them', 'search:\n  weights:\n    title: 0.30   # 标题\n    keyword: 3\n  k1: 1.4\nname: desk\n'],
    ['with some on one line', 'search: { weights: { path: 1 }, k1: 1.4 }\nname: desk\n'],
    ['with an empty group on one line', 'search: { weights: {}, k1: 1.4 }\nname: desk\n'],
    ['with nothing behind the word', 'search:\n  weights:\n  k1: 1.4\nname: desk\n'],
    ['in a file with Windows line ends', 'kaiwu: 1\r\nsearch:\r\n  weights: { keyword: 2 }\r\nname: desk\r\n'],
  ])('are written into a file %s, and nothing else is touched', (_, source) => {
    const written = withSearchWeights(source, weights)
    const before = parse(source) as Record<string, unknown>
    expect(parse(written)).toEqual({ ...before, search: { ...(before['search'] as object | null), weights } })
    for (const comment of source.match(/#.*/g) ?? []) expect(written).toContain(comment)
    expect(withSearchWeights(written, weights)).toBe(written)
  })

  it('keep the author’s layout', () => {
    expect(withSearchWeights('search:\n  weights:\n    title: 0.30   # 标题\nname: desk\n', weights)).toBe(
      'search:\n  weights:\n    title: 0.8   # 标题\n    keyword: 1\n    vector: 0.5\n    path: 0.2\nname: desk\n',
    )
  })

  it('are saved whole, and a file that is no YAML is left alone', async () => {
    const root = await mkdtemp(join(tmpdir(), 'kaiwu-weights-'))
    folders.push(root)
    await writeFile(join(root, 'solution.yaml'), 'name: desk\n')
    await saveSearchWeights(root, weights)
    expect(parse(await readFile(join(root, 'solution.yaml'), 'utf8'))).toEqual({ name: 'desk', search: { weights } })
    await writeFile(join(root, 'solution.yaml'), 'name: [desk\n')
    await expect(saveSearchWeights(root, weights)).rejects.toMatchObject({ code: 'SOLUTION_INVALID' })
    expect(await readFile(join(root, 'solution.yaml'), 'utf8')).toBe('name: [desk\n')
    expect(await readdir(root)).toEqual(['solution.yaml'])
  })
})
