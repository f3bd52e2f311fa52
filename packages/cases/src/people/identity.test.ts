import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { personOfIdentity, type IdentityRules } from './identity.ts'

const issuer = 'https://sso.example.org'
const rules: IdentityRules = {
  issuer,
  roles: [
    { group: 'ops', role: 'administrator' },
    { group: '热线', role: '派单员' },
  ],
}
const rolesOf = (groups: unknown, more: Partial<IdentityRules> = {}) => {
  const found = personOfIdentity({ iss: issuer, sub: '1', groups }, { ...rules, ...more })
  return 'refused' in found ? found.refused : found.roles
}

describe('personOfIdentity', () => {
  it('maps groups to roles and a department by the lines of the rules', () => {
    expect(
      personOfIdentity(
        { iss: issuer, sub: '1', name: ' 赵六 ', email: 'zhao@example.org', groups: ['热线', 'ops', 'x'] },
        {
          ...rules,
          create: true,
          departments: [
            { group: 'none', department: 'a' },
            { group: '热线', department: 'b' },
          ],
        },
      ),
    ).toEqual({
      issuer,
      subject: '1',
      login: 'zhao@example.org',
      name: '赵六',
      roles: ['administrator', '派单员'],
      department: 'b',
      create: true,
    })
  })

  it('makes nobody an administrator or auditor who is not named by a line', () => {
    const built = ['administrator', 'Administrator', 'ＡＤＭＩＮＩＳＴＲＡＴＯＲ', 'auditor', 'author', ' administrator ', 'OPS']
    expect(rolesOf(built)).toEqual([])
    expect(rolesOf(built, { groupsAreRoles: true })).toEqual(['OPS'])
    expect(rolesOf(['ops'], { groupsAreRoles: true })).toEqual(['administrator', 'ops'])
    const nested = {
      iss: issuer,
      sub: '1',
      roles: ['administrator'],
      role: 'administrator',
      realm_access: { roles: ['administrator'] },
    }
    expect(personOfIdentity(nested, { ...rules, groupsAreRoles: true })).toMatchObject({ roles: [] })
  })

  it('reads groups on their way, one or many, and nothing that is inherited', () => {
    const claims = { iss: issuer, sub: '1', realm_access: { roles: ['热线'] }, 'https://x/groups': '热线' }
    const roles = (groupsClaim: string | readonly string[]) => {
      const found = personOfIdentity(claims, { ...rules, groupsClaim })
      return 'roles' in found ? found.roles : []
    }
    expect([roles(['realm_access', 'roles']), roles('https://x/groups')]).toEqual([['派单员'], ['派单员']])
    expect([roles(['__proto__', 'constructor']), roles(['realm_access', 'length']), roles([])]).toEqual([[], [], []])
    const inherited = Object.create({ iss: issuer, sub: '1' }) as Record<string, unknown>
    expect(personOfIdentity(inherited, rules)).toHaveProperty('refused')
  })

  it('refuses claims of another issuer or without a subject', () => {
    for (const claims of [{}, { iss: issuer }, { sub: '1' }, { iss: `${issuer}/`, sub: '1' }, { iss: [issuer], sub: '1' }])
      expect(personOfIdentity(claims, rules)).toHaveProperty('refused')
    for (const sub of ['', 1, null, 'x'.repeat(256), 'a\0b', {}])
      expect(personOfIdentity({ iss: issuer, sub }, rules), JSON.stringify(sub)).toHaveProperty('refused')
  })

  it('finds a login for everybody, the same each time and another for each', () => {
    const login = (more: object, by: Partial<IdentityRules> = {}) => {
      const found = personOfIdentity({ iss: issuer, sub: '1', ...more }, { ...rules, ...by })
      return 'login' in found ? found.login : ''
    }
    expect(login({ preferred_username: 'a b', email: 'x@y.z' })).toBe('x@y.z')
    expect(login({ preferred_username: 'zhao', email: 'x@y.z' }, { loginClaim: 'email' })).toBe('x@y.z')
    expect(login({ preferred_username: 'zhao' }, { loginClaim: 'email' })).toMatch(/^id-[0-9a-f]{16}$/)
    expect(login({})).toBe(login({ preferred_username: '<script>' }))
    expect(login({})).not.toBe(login({ sub: '2' }))
  })

  it('says when a rule names what cannot be a role', () => {
    expect(() => rolesOf(['ops'], { roles: [{ group: 'ops', role: 'a b' }] })).toThrowError(/role is one word/)
  })

  it('never fails on any claims, and gives built-in roles by lines alone', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), fc.boolean(), (claims, groups, groupsAreRoles) => {
        const found = personOfIdentity({ ...claims, iss: issuer, sub: '1', groups }, { issuer, groupsAreRoles })
        expect('roles' in found && found.roles.some((role) => /^(?:administrator|auditor|author)$/.test(role))).toBe(false)
      }),
      { numRuns: 1_000 },
    )
  })
})
