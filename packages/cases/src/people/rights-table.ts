import type { LocalText } from '@kaiwu/core'
import type { Action, CaseAction } from './actions.ts'

/** What an action is done to. */
export type ObjectKind = 'base' | 'document' | 'case' | 'person' | 'key' | 'log'

/**
 * Which things a right extends to: all of them; one's own (started, owned or being oneself); those one is named on, as somebody who
 * works on it or has to sign; those of one's departments; those that one of one's labels opens.
 */
export type Reach = 'all' | 'own' | 'named' | 'department' | 'labels'

/** Who holds a right, and how far it goes. */
export type Grant = Readonly<{ role: string; reach: Reach }>

/** A line of the table of rights. */
export type ActionRow = Readonly<{
  /** What a person calls it, within "you may not …". */
  text: Exclude<LocalText, string>
  on: ObjectKind
  grants: readonly Grant[]
  /** True for what no key may do, whatever its scopes: it could make itself more than it is. */
  peopleOnly?: boolean
}>

const all = (...roles: string[]): readonly Grant[] => roles.map((role) => ({ role, reach: 'all' }))
const own: Grant = { role: 'member', reach: 'own' }
const named: Grant = { role: 'member', reach: 'named' }

/**
 * Who may do what. What does not stand here, nobody may. On cases, the rights that their case type gives come on top.
 * An administrator lets people in and mends what is stuck, but neither acts on cases nor sees what is marked sensitive; only an auditor
 * reads the log.
 */
export const rightsTable: Readonly<Record<Action, ActionRow>> = Object.freeze({
  'answer.ask': { text: { zh: '提问', en: 'ask questions' }, on: 'base', grants: all('member') },
  'model.call': { text: { zh: '调用模型', en: 'call models' }, on: 'base', grants: all('member') },
  'knowledge.read': {
    text: { zh: '查看这份文档', en: 'read this document' },
    on: 'document',
    grants: [{ role: 'member', reach: 'labels' }],
  },
  'knowledge.write': {
    text: { zh: '维护这份文档', en: 'change this document' },
    on: 'document',
    grants: [{ role: 'author', reach: 'labels' }],
  },
  'case.start': { text: { zh: '发起这类业务单', en: 'start cases of this type' }, on: 'case', grants: [] },
  'case.read': {
    text: { zh: '查看这张业务单', en: 'see this case' },
    on: 'case',
    grants: [own, named, ...all('administrator', 'auditor')],
  },
  'case.act': { text: { zh: '办理这张业务单', en: 'act on this case' }, on: 'case', grants: [own, named] },
  'case.export': { text: { zh: '导出这张业务单', en: 'export this case' }, on: 'case', grants: [] },
  'case.read-sensitive': {
    text: { zh: '查看这张业务单的敏感内容', en: 'see what is sensitive in this case' },
    on: 'case',
    grants: [],
  },
  'case.repair': { text: { zh: '处理这张业务单的异常', en: 'repair this case' }, on: 'case', grants: all('administrator') },
  'people.names': { text: { zh: '查看人员姓名', en: 'see who there is' }, on: 'base', grants: all('member') },
  'people.read': {
    text: { zh: '查看人员资料', en: 'see what is known of people' },
    on: 'person',
    grants: [own, ...all('administrator', 'auditor')],
  },
  'people.write': { text: { zh: '管理人员', en: 'manage people' }, on: 'person', grants: all('administrator'), peopleOnly: true },
  'password.write': {
    text: { zh: '设置这个密码', en: 'set this password' },
    on: 'person',
    grants: [own, ...all('administrator')],
    peopleOnly: true,
  },
  'keys.read': {
    text: { zh: '查看这些密钥', en: 'see these keys' },
    on: 'key',
    grants: [own, ...all('administrator', 'auditor')],
  },
  // A key acts in its person's name, so nobody makes one for another.
  'keys.write': { text: { zh: '为别人生成密钥', en: 'make keys for others' }, on: 'key', grants: [own], peopleOnly: true },
  'keys.revoke': { text: { zh: '吊销这把密钥', en: 'revoke this key' }, on: 'key', grants: [own, ...all('administrator')] },
  'sessions.end': {
    text: { zh: '结束这个人的登录', en: "end this person's sessions" },
    on: 'person',
    grants: [own, ...all('administrator')],
  },
  'log.read': { text: { zh: '查看日志', en: 'read the log' }, on: 'log', grants: all('auditor') },
  'cost.read': { text: { zh: '查看费用', en: 'see the costs' }, on: 'base', grants: all('administrator', 'auditor') },
  'settings.read': {
    text: { zh: '查看设置', en: 'see the settings' },
    on: 'base',
    grants: all('administrator', 'author', 'auditor'),
  },
  'settings.write': {
    text: { zh: '修改设置', en: 'change the settings' },
    on: 'base',
    grants: all('administrator'),
    peopleOnly: true,
  },
})

/** A right that a case type gives: who may do what on which of its cases. To do anything on a case one has to be able to see it. */
export type CaseGrant = Readonly<{ role: string; reach: Exclude<Reach, 'labels'>; may: readonly CaseAction[] }>

/**
 * What a case type allows, beyond the table.
 * @example
 * { caseType: '12345', grants: [{ role: '派单员', reach: 'department', may: ['case.start', 'case.read', 'case.act'] }] }
 */
export type CaseTypeRights = Readonly<{ caseType: string; grants: readonly CaseGrant[] }>
