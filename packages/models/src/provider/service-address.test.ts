import { describe, expect, it } from 'vitest'
import { filledAddress, isPrivateAddress, movedAddress, movedEndpoint } from './service-address.ts'

describe('isPrivateAddress', () => {
  it.each([
    'http://localhost:11434/v1',
    'http://LOCALHOST/v1',
    'http://127.0.0.1:8080',
    'http://127.9.9.9',
    'http://[::1]:8000/v1',
    'http://10.0.0.1',
    'http://172.16.0.1',
    'http://172.31.255.255',
    'http://192.168.1.20:8000/v1',
    'http://gpu.local:8000',
    'http://gpu.local.',
    'http://[fc00::1]',
    'http://[fd12:3456::1]',
    // As a browser reads them: 10.0.0.1.
    'http://167772161',
    'http://0x0a000001',
  ])('%s is of the house', (url) => {
    expect(isPrivateAddress(url)).toBe(true)
  })

  it.each([
    'https://api.deepseek.com',
    'http://172.15.0.1',
    'http://172.32.0.1',
    'http://192.169.0.1',
    'http://11.0.0.1',
    'http://10.0.0.1.example.com',
    'http://localhost.example.com',
    'http://mylocal',
    'http://notlocalhost',
    'https://evil.com/localhost',
    'https://localhost@evil.com',
    'https://evil.com#.local',
    'http://[2001:db8::1]',
    'http://[fe00::1]',
    'http://169.254.169.254',
    'not an address',
    '',
  ])('%s is not', (url) => {
    expect(isPrivateAddress(url)).toBe(false)
  })
})

describe('filledAddress', () => {
  it('fills holes and names those it cannot', () => {
    expect(filledAddress('https://{resource}.openai.azure.com/{x}', { resource: 'mine' })).toEqual({
      url: 'https://mine.openai.azure.com/{x}',
      missing: ['x'],
    })
    expect(filledAddress('https://{toString}/', {})).toMatchObject({ missing: ['toString'] })
    expect(filledAddress('https://{a}/', { a: '' })).toMatchObject({ missing: ['a'] })
  })
})

describe('movedAddress', () => {
  it.each([
    ['the same base', 'https://a.cn/v2', 'https://a.cn/v1', 'https://a.cn/v1', 'https://a.cn/v2'],
    ['another surface', 'https://a.cn/v2', 'https://a.cn/v1', 'http://127.0.0.1:9/spark/v1', 'http://127.0.0.1:9/spark/v2'],
    [
      'another region',
      'https://a.cn/other/v1/x',
      'https://a.cn/mode/v1',
      'https://a-intl.cn/mode/v1',
      'https://a-intl.cn/other/v1/x',
    ],
    ['built otherwise', 'https://a.cn/v2', 'https://a.cn/v1', 'https://relay.example/api', 'https://relay.example/api'],
    ['a path below the base', 'https://a.cn/v1/x', 'https://a.cn/v1', 'https://relay.example/api', 'https://relay.example/api/x'],
    [
      'another host of the vendor',
      'https://old.cn/v1',
      'https://new.cn/v1',
      'https://relay.example/v1',
      'https://relay.example/v1',
    ],
    ['a base without a path', 'https://a.cn/v2', 'https://a.cn', 'https://b.cn', 'https://b.cn/v2'],
    ['a base that begins alike', 'https://a.cn.evil/v2', 'https://a.cn/v1', 'https://b.cn/v1', 'https://b.cn/v1'],
  ])('%s', (_, url, base, moved, expected) => {
    expect(movedAddress(url, base, moved)).toBe(expected)
  })

  it('keeps the name of what is asked', () => {
    expect(movedEndpoint('https://a.cn/compat/v1/reranks', 'https://a.cn/mode/v1', 'https://r.example/api')).toBe(
      'https://r.example/api/reranks',
    )
    expect(movedEndpoint('http://localhost:8080/rerank', 'http://localhost:8080/v1', 'http://10.0.0.5:8080')).toBe(
      'http://10.0.0.5:8080/rerank',
    )
    expect(movedEndpoint('http://localhost:8080/rerank', 'http://localhost:8080/v1', 'http://10.0.0.5:8080/v1')).toBe(
      'http://10.0.0.5:8080/rerank',
    )
  })
})
