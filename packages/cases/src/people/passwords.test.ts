import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { checkPassword } from './password-policy.ts'
import { foldLogin } from './person-words.ts'
import { scryptPasswords } from './scrypt-passwords.ts'
import { isApiKey, isSessionToken, newApiKey, newSessionToken, sameHash, secretHash } from './secret-token.ts'
import { networkOf } from './sign-in-limit.ts'

const code = (password: string, login = 'zhang.san'): string => {
  try {
    checkPassword(password, login)
    return 'ok'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('checkPassword', () => {
  it('takes what is long enough, in any language', () => {
    for (const good of [
      'correct horse battery',
      '床前明月光疑是地上霜',
      'Tr0ub4dor&3x',
      '一二三四五六七八九🙂',
      ' leading space',
    ])
      expect(code(good), good).toBe('ok')
  })

  it('counts characters, not halves of them', () => {
    expect([code('🙂🙃🙂🙃🙃🙂🙃🙂🙂'), code('一二三四五六七八九')]).toEqual(['PASSWORD_TOO_SHORT', 'PASSWORD_TOO_SHORT'])
    expect([code(''), code('x'.repeat(1_000_000)), code('xy z'.repeat(65))]).toEqual([
      'PASSWORD_TOO_SHORT',
      'PASSWORD_TOO_LONG',
      'PASSWORD_TOO_LONG',
    ])
  })

  it('refuses the login, however it is written', () => {
    for (const same of ['long.login.name', 'LONG.Login.Name', 'ｌｏｎｇ.login.name'])
      expect(code(same, 'Long.login.NAME'), same).toBe('PASSWORD_IS_LOGIN')
  })

  it('refuses the commonest, walks along the keyboard and repetitions', () => {
    const common = [
      '1234567890',
      '0987654321',
      '9876543210',
      'qwertyuiop',
      'QWERTYUIOP',
      'a123456789',
      'Admin@123456',
      '5201314520',
    ]
    const more = [
      '１２３４５６７８９０',
      '1111111111',
      'abcabcabcabc',
      '8888888888',
      'woaini1314520',
      'password123',
      'administrator',
    ]
    const walks = ['1qaz2wsx3edc', 'poiuytrewq', '1q2w3e4r5t', '密码密码密码密码密码', 'abcdefghij', '好好好好好好好好好好']
    for (const bad of [...common, ...more, ...walks]) expect(code(bad), bad).toBe('PASSWORD_TOO_COMMON')
  })
})

describe('scryptPasswords', () => {
  it('hashes each password with a salt of its own, at the stated cost', { timeout: 60_000 }, async () => {
    const passwords = scryptPasswords()
    const begun = performance.now()
    const hash = await passwords.hash('correct horse battery')
    console.log(`scrypt N=32768 r=8 p=3: ${(performance.now() - begun).toFixed(0)} ms for one hash`)
    expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
    expect(await passwords.hash('correct horse battery')).not.toBe(hash)
    expect(await passwords.matches('correct horse battery', hash)).toBe(true)
    expect(await passwords.matches('correct horse batterx', hash)).toBe(false)
    expect(await passwords.matches('correct horse battery', undefined)).toBe(false)
    // A hash of another cost keeps its own.
    const cheap = await scryptPasswords({ N: 1_024, r: 8, p: 1 }).hash('correct horse battery')
    expect(await passwords.matches('correct horse battery', cheap)).toBe(true)
  })

  it('takes no damaged hash for anybody’s', async () => {
    const passwords = scryptPasswords({ N: 1_024, r: 8, p: 1 })
    const hash = await passwords.hash('correct horse battery')
    for (const damaged of ['', 'scrypt', hash.slice(0, -9), hash.replace('scrypt', 'plain'), `${hash.slice(0, -3)}AAA`])
      expect(await passwords.matches('correct horse battery', damaged), damaged).toBe(false)
    for (const far of ['x'.repeat(5_000), '']) expect(await passwords.matches(far, hash)).toBe(false)
  })

  it('lets two hash at a time, and the others wait', async () => {
    const passwords = scryptPasswords({ N: 4_096, r: 8, p: 1 })
    const all = Array.from({ length: 12 }, () => passwords.matches('x', undefined))
    expect(passwords.waiting()).toBe(10)
    await Promise.all(all)
    expect(passwords.waiting()).toBe(0)
  })
})

describe('keys and tokens', () => {
  it('have 256 bits and their forms', () => {
    const many = Array.from({ length: 2_000 }, () => newApiKey())
    expect(new Set(many).size).toBe(2_000)
    expect(many.every(isApiKey)).toBe(true)
    // Each place but the last takes each of the 32 letters about as often.
    const letters = new Set(many.map((key) => key[10]))
    expect(letters.size).toBe(32)
    expect(Array.from({ length: 100 }, newSessionToken).every(isSessionToken)).toBe(true)
    expect([isApiKey(many[0]!.toUpperCase()), isApiKey(`${many[0]!}\n`), isSessionToken(many[0]!)]).toEqual([false, false, false])
    expect([sameHash(secretHash('a'), secretHash('a')), sameHash(secretHash('a'), secretHash('b')), sameHash('', '')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('networkOf', () => {
  it('takes one customer for one address', () => {
    const same = (...addresses: string[]) => new Set(addresses.map(networkOf)).size
    expect(same('10.0.0.1', '::ffff:10.0.0.1', ' 10.0.0.1 ', '::FFFF:10.0.0.1')).toBe(1)
    expect(same('2001:db8:1:2::1', '2001:0DB8:0001:2:ffff:1:2:3', '2001:db8:1:2::', '2001:db8:1:2::10.0.0.1')).toBe(1)
    expect(same('2001:db8:1:2::1', '2001:db8:1:3::1', '2001:db8::1', '::1', '10.0.0.1', '10.0.0.2')).toBe(6)
    expect([networkOf('fe80::1%eth0'), networkOf('::'), networkOf(''), networkOf('x'.repeat(500)).length]).toEqual([
      'fe80:0:0:0',
      '0:0:0:0',
      '',
      100,
    ])
  })
})

describe('foldLogin', () => {
  it('ends on what is far too long, soon', () => {
    const begun = performance.now()
    expect(foldLogin('ﷺ'.repeat(5_000_000)).length).toBeLessThan(20_000)
    expect(performance.now() - begun).toBeLessThan(1_000)
  })
})
