import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'

const kaiwuBin = await readFile(new URL('../bin/kaiwu.js', import.meta.url), 'utf8')
const createBin = await readFile(new URL('../../create-kaiwu/bin/create-kaiwu.js', import.meta.url), 'utf8')

/** Runs a bin as installed: from a folder of its own, by Node.js alone. */
async function run(
  files: Readonly<Record<string, string>>,
  bin: string,
  { words = [], node = [] }: { words?: string[]; node?: string[] } = {},
) {
  const folder = await tempFolder({ 'package.json': '{"type":"module"}', ...files })
  onTestFinished(() => folder.remove())
  const child = spawn(process.execPath, [...node, join(folder.path, bin), ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, out, err }
}

function pretending(version: string): string[] {
  const source = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`]
}

const program = { 'bin/kaiwu.js': kaiwuBin, 'dist/main.js': 'console.log(JSON.stringify(process.argv.slice(2)))' }

describe('bin/kaiwu.js', () => {
  it('runs the built program', async () => {
    expect(await run(program, 'bin/kaiwu.js', { words: ['check', '文件夹'] })).toEqual({
      code: 0,
      out: '["check","文件夹"]\n',
      err: '',
    })
  })

  it.each(['18.20.0', '20.20.2', '22.17.1'])('says under Node.js %s what to do, in both languages', async (version) => {
    const { code, out, err } = await run(program, 'bin/kaiwu.js', { node: pretending(version) })
    expect({ code, out }).toEqual({ code: 78, out: '' })
    expect(err).toContain(`开物需要 Node.js 22.18 或更新的版本，这里是 ${version}`)
    expect(err).toContain(`Kaiwu needs Node.js 22.18 or newer; this is ${version}`)
  })

  it.each(['22.18.0', '23.0.0', '24.21.0'])('runs under Node.js %s', async (version) => {
    expect((await run(program, 'bin/kaiwu.js', { node: pretending(version) })).code).toBe(0)
  })

  it('says how to build a program that has not been built', async () => {
    const { code, err } = await run({ 'bin/kaiwu.js': kaiwuBin }, 'bin/kaiwu.js')
    expect(code).toBe(78)
    expect(err).toContain('npm run build')
    expect(err).not.toContain('    at ')
  })

  it.each(['kaiwu.js', 'create-kaiwu.js'])('%s uses no syntax and no import that Node.js 18 lacks', (name) => {
    const source = name === 'kaiwu.js' ? kaiwuBin : createBin
    const imports = [...source.matchAll(/^import .* from '(.+)'$/gm)].map(([, from]) => from)
    expect(imports.every((from) => ['node:fs', 'node:module', 'node:path', 'node:url'].includes(from!))).toBe(true)
    // Named imports that are missing fail before a word can be said.
    expect(source).not.toMatch(/import \{[^}]*enableCompileCache|import\.meta\.(?:resolve|dirname)|with \{ type|\busing\b/)
  })
})

describe('bin/create-kaiwu.js', () => {
  it('is kaiwu create', async () => {
    const files = {
      'node_modules/create-kaiwu/package.json': '{"type":"module"}',
      'node_modules/create-kaiwu/bin/create-kaiwu.js': createBin,
      'node_modules/kaiwu/package.json': '{"type":"module","exports":{"./package.json":"./package.json"}}',
      'node_modules/kaiwu/bin/kaiwu.js': kaiwuBin,
      'node_modules/kaiwu/dist/main.js': program['dist/main.js'],
    }
    expect(await run(files, 'node_modules/create-kaiwu/bin/create-kaiwu.js', { words: ['my-desk', '--yes'] })).toEqual({
      code: 0,
      out: '["create","my-desk","--yes"]\n',
      err: '',
    })
  })
})
