import { entry, type ErrorEntry } from './error-entry.ts'

/** Case types and cases: rows of the error table. */
export const caseErrors = {
  CASE_INVALID: entry(
    'author',
    422,
    '业务单定义有 {count} 处错误：\n{problems}',
    'The case type has {count} mistake(s):\n{problems}',
  ),
  CASE_NOT_FOUND: entry('caller', 404, '没有业务单 {id}，或您看不到它', 'There is no case {id} that you may see'),
  CASE_TYPE_UNKNOWN: entry('caller', 404, '没有业务“{type}”；可用：{known}', 'There is no case type "{type}"; there is {known}'),
  CASE_TYPE_UNUSABLE: entry(
    'operator',
    500,
    '读不出业务“{type}”的旧版本 {hash}；请用写下它的 Kaiwu 版本办结，或由管理员改道',
    'The version {hash} of the case type "{type}" cannot be read; finish its cases with the Kaiwu that wrote it, or have them rerouted',
  ),
  CASE_START_FORBIDDEN: entry('caller', 403, '{name} 不能发起“{type}”', '{name} may not start "{type}"'),
  CASE_REQUEST_DIFFERENT: entry(
    'caller',
    422,
    '请求号 {key} 已用于另一请求；请换一个',
    'The request key {key} was used for another request; choose another one',
  ),
  CASE_PERSON_UNKNOWN: entry('caller', 422, '没有可用的人员 {id}', 'There is no enabled person {id}'),
  CASE_ENDED: entry('caller', 409, '{no} 已经办结，不能再改', '{no} has ended and cannot be changed any more'),
  CASE_CHANGED: entry(
    'caller',
    409,
    '{no} 的内容已变更；请看过现在的内容再决定',
    '{no} has changed since it was shown; look at it as it is now, then decide',
  ),
  CASE_ACTION_UNKNOWN: entry(
    'caller',
    409,
    '{no} 现在处于“{state}”，不能做“{action}”',
    '{no} stands at "{state}", where "{action}" is not offered',
  ),
  CASE_DECIDED: entry(
    'caller',
    409,
    '{no} 的这一决定已由 {name} 作出：{decision}',
    'This decision of {no} has been made by {name}: {decision}',
  ),
  CASE_NOT_YOURS: entry('caller', 403, '{no} 的这一步不由 {name} 办理', 'This step of {no} is not for {name} to take'),
  CASE_NOT_ALLOWED: entry('caller', 403, '{no} 的这一审批不允许 {what}', 'This approval of {no} does not allow {what}'),
  CASE_SAME_PERSON: entry(
    'caller',
    403,
    '{name} 已办过“{what}”，{no} 的这一步须由他人办理',
    '{name} has done "{what}"; this step of {no} is for somebody else',
  ),
  CASE_VALUES_INVALID: entry('caller', 422, '{no} 的表单有误：{problems}', 'The form of {no} is not right: {problems}'),
  CASE_REQUIREMENT: entry('caller', 422, '{no}：{zh}', '{no}: {en}'),
  CASE_COMMENT_MISSING: entry('caller', 422, '{no} 的这一步须填写意见', 'This step of {no} needs a comment'),
  CASE_SIGNATURE_MISSING: entry('caller', 422, '{no} 的这一步须输入密码签署', 'This step of {no} is signed with the password'),
  CASE_RETURN_UNKNOWN: entry(
    'caller',
    422,
    '{no} 不能退回到“{to}”；可退回：{known}',
    '{no} cannot be returned to "{to}"; return it to {known}',
  ),
  CASE_NOT_STUCK: entry('caller', 409, '{no} 没有异常，不能改道', '{no} is not stuck; it goes its own way'),
  CASE_STATE_UNKNOWN: entry('caller', 422, '{no} 没有状态“{to}”；可用：{known}', '{no} has no state "{to}"; there is {known}'),
  CASE_DEADLINE_CLOSED: entry(
    'caller',
    409,
    '{no} 的时限“{deadline}”已到期、已办结或已延长 {times} 次，不能再延长',
    'The deadline "{deadline}" of {no} is over, has ended, or was extended {times} time(s) already',
  ),
  PROPOSAL_UNKNOWN: entry('caller', 409, '{no} 没有待定的建议 {id} 的“{field}”', '{no} has no open proposal {id} for "{field}"'),
} as const satisfies Record<string, ErrorEntry>
