import { entry, type ErrorEntry } from './error-entry.ts'

/** People, departments, passwords and keys: rows of the error table. None of them repeats a password, a key or a token. */
export const peopleErrors = {
  SIGN_IN_REQUIRED: entry('caller', 401, '请先登录，或带上有效的密钥', 'Sign in first, or send a valid key'),
  SIGN_IN_FAILED: entry('caller', 401, '登录名或密码不对', 'The login or the password is wrong'),
  PERSON_NOT_FOUND: entry('caller', 404, '没有这个人：{person}', 'There is no such person: {person}'),
  PERSON_DISABLED: entry(
    'caller',
    409,
    '{person} 已停用；请先启用，或另选一人',
    '{person} is disabled; enable the person first, or choose another',
  ),
  PERSON_NAME_INVALID: entry(
    'caller',
    422,
    '姓名须为 1 到 100 个看得见的字符',
    'A name has 1 to 100 characters that can be seen',
  ),
  LOGIN_INVALID: entry(
    'caller',
    422,
    '登录名须为 1 到 64 个字母、汉字、数字或 . _ @ + -，并且不混用拉丁、希腊、西里尔字母',
    'A login has 1 to 64 letters, digits or . _ @ + -, and does not mix Latin, Greek and Cyrillic letters',
  ),
  LOGIN_TAKEN: entry('caller', 409, '登录名 {login} 已有人使用；请换一个', 'The login {login} is taken; choose another'),
  ROLE_INVALID: entry(
    'caller',
    422,
    '角色须为一个词：1 到 40 个字母、汉字、数字或 . _ -，每人至多 50 个',
    'A role is one word of 1 to 40 letters, digits or . _ -, and a person has at most 50',
  ),
  ADMINISTRATOR_EXISTS: entry(
    'caller',
    409,
    '已经有管理员了，不能再创建首个管理员；请由现有管理员添加',
    'There is an administrator already, so that no first one can be made; ask an administrator to add you',
  ),
  LAST_ADMINISTRATOR: entry(
    'caller',
    409,
    '这是最后一个启用的管理员，不能停用，也不能去掉管理员角色；请先指定另一位管理员',
    'This is the last enabled administrator, who can neither be disabled nor lose the role; name another administrator first',
  ),
  PASSWORD_TOO_SHORT: entry('caller', 422, '密码至少要 {least} 个字符', 'A password has at least {least} characters'),
  PASSWORD_TOO_LONG: entry('caller', 422, '密码至多 {most} 个字符', 'A password has at most {most} characters'),
  PASSWORD_IS_LOGIN: entry('caller', 422, '密码不能与登录名相同', 'The password must not be the login'),
  PASSWORD_TOO_COMMON: entry(
    'caller',
    422,
    '这个密码太常见，一猜就中；请换一个',
    'This password is among the first that are guessed; choose another',
  ),
  DEPARTMENT_NOT_FOUND: entry('caller', 404, '没有这个部门：{department}', 'There is no such department: {department}'),
  DEPARTMENT_INVALID: entry(
    'caller',
    422,
    '部门的代号须为 1 到 40 个字母、汉字、数字或 . _ -，名称须为 1 到 100 个看得见的字符',
    'The key of a department has 1 to 40 letters, digits or . _ -, its name 1 to 100 characters that can be seen',
  ),
  DEPARTMENT_KEY_TAKEN: entry(
    'caller',
    409,
    '部门代号 {key} 已被使用；请换一个',
    'The key {key} belongs to another department; choose another',
  ),
  DEPARTMENT_IN_ITSELF: entry(
    'caller',
    422,
    '部门不能隶属于自己或自己的下级',
    'A department cannot stand below itself or below a department of its own',
  ),
  DEPARTMENT_TOO_DEEP: entry('caller', 422, '部门至多 {most} 级', 'Departments stand at most {most} levels deep'),
  IDENTITY_TAKEN: entry('caller', 409, '这个外部身份已属于另一个人', 'This identity belongs to another person already'),
  API_KEY_NOT_FOUND: entry('caller', 404, '没有这把密钥', 'There is no such key'),
  API_KEY_INVALID: entry(
    'caller',
    422,
    '密钥须有 1 到 100 个看得见的字符作名称，至少一项权限，到期时间须在将来',
    'A key has a label of 1 to 100 characters that can be seen, at least one scope, and an expiry in the future if any',
  ),
  SCOPE_UNKNOWN: entry('caller', 422, '密钥没有这样的权限；可用：{known}', 'No such scope of a key; there is {known}'),
} as const satisfies Record<string, ErrorEntry>
