import { describe, expect, it } from 'vitest'
import { ContentCache } from './content-cache.ts'

function cacheOf(limit: number) {
  const reads: string[] = []
  const texts = new Map([
    ['a.1', 'aaaa'],
    ['b.1', 'bbbb'],
    ['c.1', 'cccc'],
  ])
  const load = async (id: string, revision: number): Promise<string | undefined> => {
    reads.push(id)
    await Promise.resolve()
    return texts.get(`${id}.${revision}`)
  }
  const cache = new ContentCache<string>((text) => text.length, limit)
  return { reads, texts, cache, get: (id: string) => cache.get(id, 1, () => load(id, 1)) }
}

describe('the cache of contents', () => {
  it('reads once what many ask for at a time', async () => {
    const { get, reads } = cacheOf(100)
    expect(await Promise.all([get('a'), get('a'), get('a')])).toEqual(['aaaa', 'aaaa', 'aaaa'])
    expect(await get('a')).toBe('aaaa')
    expect(reads).toEqual(['a'])
  })

  it('lets go of what was wanted longest ago, and reads it again', async () => {
    const { cache, get, reads } = cacheOf(8)
    await get('a')
    await get('b')
    await get('a')
    await get('c')
    expect(cache.size).toBe(8)
    await get('a')
    await get('b')
    expect(reads).toEqual(['a', 'b', 'c', 'b'])
  })

  it('keeps one content that is larger than its limit, for whoever asks next', async () => {
    const { get, reads } = cacheOf(2)
    await get('a')
    await get('a')
    expect(reads).toEqual(['a'])
  })

  it('forgets nothing that is not there and keeps no failure', async () => {
    let fails = true
    const cache = new ContentCache<string>((text) => text.length, 10)
    const get = (id: string) =>
      cache.get(id, 1, async () => {
        if (fails) throw new Error('disk')
        return 'text'
      })
    await expect(get('a')).rejects.toThrow('disk')
    fails = false
    expect(await get('a')).toBe('text')
  })

  it('does not keep what changed while it was being read', async () => {
    const { cache, get, texts } = cacheOf(100)
    const early = get('a')
    cache.drop('a', 1)
    texts.set('a.1', 'new')
    expect(await early).toBeDefined()
    expect(await get('a')).toBe('new')
    expect(await get('z')).toBeUndefined()
  })
})
