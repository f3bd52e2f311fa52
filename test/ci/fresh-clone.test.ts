import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ask, repository, runDemo } from './running-demo.ts'

// .ci/run itself proves `npm test` on a clean checkout; this proves `npm start` on another.
const clone = join(mkdtempSync(join(tmpdir(), 'kaiwu-clone-')), 'kaiwu')
afterAll(() => rmSync(clone, { recursive: true, force: true }))

describe('a fresh clone', () => {
  it('serves the demo after npm start alone, without a key, and leaves the tree clean', async () => {
    execFileSync('git', ['clone', '--quiet', repository, clone])
    const first = await runDemo(['npm', 'start'], { cwd: clone, env: { KAIWU_MODEL: '' }, waitMs: 500_000 })
    try {
      expect(first.output()).toContain(first.url.replace('127.0.0.1', 'localhost'))
      expect(first.output()).toContain('local/extractive')
      const answer = await ask(first.url, 'government', '硕士的租房补贴是多少')
      expect(answer.outcome).toBe('answered')
      expect(answer.text).toContain('1000元')
      expect(answer.citations.every(({ verified }) => verified)).toBe(true)
      const page = await fetch(first.url)
      expect(await page.text()).toContain('<div id="root">')
    } finally {
      await first.stop()
    }
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: clone, encoding: 'utf8' })).toBe('')
  })

  it('starts a second time without installing again', async () => {
    const started = performance.now()
    const second = await runDemo(['npm', 'start'], { cwd: clone, waitMs: 60_000 })
    try {
      const answer = await ask(second.url, 'manufacturing', 'HX-630 报 E-302 是什么原因')
      console.log(`second start to first answer: ${Math.round(performance.now() - started)} ms`)
      expect(answer.outcome).toBe('answered')
      expect(second.output()).not.toContain('installing')
    } finally {
      await second.stop()
    }
  })
})
