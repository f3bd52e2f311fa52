import { execSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { repository } from './running-demo.ts'

const data = mkdtempSync(join(tmpdir(), 'kaiwu-readme-'))
afterAll(() => {
  rmSync(data, { recursive: true, force: true })
  rmSync(join(repository, 'my-desk'), { recursive: true, force: true })
})

/** Every `npx kaiwu …` of a README, in its code blocks and tables, each once. */
function commandsIn(file: string): string[] {
  const text = readFileSync(join(repository, file), 'utf8')
  return [...new Set([...text.matchAll(/npx kaiwu [^`\n]+/g)].map(([command]) => command.trim()))]
}

const readmes = ['README.md', 'README.zh-CN.md'].map((file) => [file, commandsIn(file)] as const)

describe('the READMEs', () => {
  it.each(readmes)('%s has commands to run', (_, commands) => {
    expect(commands.length).toBeGreaterThanOrEqual(5)
  })

  // What both name is run once.
  it.each([...new Set(readmes.flatMap(([, commands]) => commands))])('%s', (command) => {
    rmSync(join(repository, 'my-desk'), { recursive: true, force: true })
    const output = execSync(command, {
      cwd: repository,
      encoding: 'utf8',
      env: { ...process.env, KAIWU_DATA: data },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect(output.trim()).not.toBe('')
  })
})
