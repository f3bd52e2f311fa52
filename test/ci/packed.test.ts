import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, repository, runDemo } from './running-demo.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaiwu-packed-'))
const project = join(folder, 'my-desk')
const run = (program: string, args: string[], cwd: string) =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

beforeAll(() => {
  const packages = readdirSync(join(repository, 'packages')).filter((name) => name !== 'testkit')
  run(
    'npm',
    ['pack', '--silent', '--pack-destination', folder, ...packages.map((name) => join(repository, 'packages', name))],
    folder,
  )
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  const overrides = Object.fromEntries(
    tarballs
      .filter((name) => name.startsWith('kaiwu-') && !/^kaiwu-\d/.test(name))
      .map((name) => [`@kaiwu/${name.slice(6).replace(/-\d.*$/, '')}`, `file:${join(folder, name)}`]),
  )
  const kaiwu = join(
    folder,
    tarballs.find((name) => /^kaiwu-\d/.test(name))!,
  )
  // The command that makes a project, installed by itself, as npm create would.
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: { kaiwu: `file:${kaiwu}` }, overrides }),
  )
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'], folder)
  run(
    process.execPath,
    [join(folder, 'node_modules/kaiwu/bin/kaiwu.js'), 'create', 'my-desk', '--template', 'manufacturing', '--yes'],
    folder,
  )
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Record<string, unknown>
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ ...manifest, dependencies: { kaiwu: `file:${kaiwu}` }, overrides }),
  )
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'], project)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a project made from the packed packages, outside the repository', () => {
  it('passes its check and its evaluation', () => {
    const kaiwu = join(project, 'node_modules/kaiwu/bin/kaiwu.js')
    expect(run(process.execPath, [kaiwu, 'check', '.'], project)).toMatch(/没有问题|no problems/)
    const evaluation = JSON.parse(run(process.execPath, [kaiwu, 'eval', '.', '--json'], project)) as { missed: unknown[] }
    expect(evaluation.missed).toEqual([])
  })

  it('serves the page and answers', async () => {
    const demo = await runDemo([process.execPath, join(project, 'node_modules/kaiwu/bin/kaiwu.js'), 'serve', '.'], {
      cwd: project,
    })
    try {
      const { solutions } = (await (await fetch(`${demo.url}/api/solutions`)).json()) as { solutions: { name: string }[] }
      const answer = await ask(demo.url, solutions[0]!.name, 'HX-630 报 E-302 是什么原因')
      expect(answer.outcome).toBe('answered')
      expect(await (await fetch(demo.url)).text()).toContain('<div id="root">')
    } finally {
      await demo.stop()
    }
  })
})
