// Every word that the page shows, in both languages.

const english = {
  validity: 'Valid for',
  amount: 'Amount (empty: the shop enters it)',
  show: 'Show code',
  forget: 'Remove codes from this phone',
  register: 'Register my account for payment codes',
  fetch: 'Load codes onto this phone',
  rotate: 'Get a new key',
  revoke: 'Revoke payment codes',
  logout: 'Log out',
  online: 'Online banking',
  phone: 'Phone number',
  password: 'Password',
  login: 'Log in',
  seconds: '{0} seconds',
  minutes: '{0} min',
  left: '{0} codes left. They work without a network.',
  goodFor: 'Good for {0} s',
  over: 'This code is over.',
  none: 'All codes are used. Log in and load new ones.',
  paid: 'Paid {0} {1} to {2}',
  notPaid: 'Refused: {0}',
  givenBack: 'Not paid: the terminal did not get the answer. The money was given back.',
  badAmount: 'That is no amount.',
  badClock: 'The clock of this phone has gone back. Set it, or log in and load codes anew.',
  noConnection: 'The bank cannot be reached. Codes that are on the phone still work.',
  fetchLost: 'the bank did not answer. Codes that are on the phone may be over; load codes again.',
  insecure: 'This browser keeps no keys on this page. Open it over HTTPS.',
  noStorage: 'This browser lets the page keep nothing (a private window, or site data is blocked), so it cannot hold codes.',
  notAllowed: 'The bank has not opened payment codes for your account. Ask the bank.',
  notRegistered: 'Your account is not registered for payment codes yet.',
  onPhone: 'Payment codes are on a phone.',
  onToken: 'Payment codes are on token {0}.',
  onNothing: 'Registered; no device has codes yet.',
  failed: 'That did not work: {0}',
  refusals: {},
  // The bank's reasons for refusing a code.
  reasons: {
    'wrong-code': 'the amount is not the one in the code, or the code is not known',
    'code-used': 'the code is used, or a later one is',
    expired: 'the code is over',
    'clock-ahead': 'the clock of this phone is fast. Set it, or load codes anew',
    replaced: 'codes were loaded anew, here or on another device',
    'show-next-code': 'codes were left out. Show the next one as well',
    'not-allowed': 'the bank has closed payment codes for your account',
    'currency-mismatch': 'your account is kept in another currency',
    'insufficient-funds': 'there is not enough money in the account',
    'over-limit': 'that is above the limit of a day',
    'password-needed': 'the payment password has to be typed at the terminal',
    'password-not-set': 'that needs a payment password, and none is set',
    'wrong-password': 'the payment password is wrong',
    'password-locked': 'the payment password is locked. Ask the bank',
  },
};

const chinese = {
  validity: '有效时间',
  amount: '金额（留空由商户输入）',
  show: '显示付款码',
  forget: '从此手机移除付款码',
  register: '为我的账户开通付款码',
  fetch: '将付款码下载到此手机',
  rotate: '更换密钥',
  revoke: '注销付款码',
  logout: '退出登录',
  online: '网上银行',
  phone: '手机号码',
  password: '密码',
  login: '登录',
  seconds: '{0} 秒',
  minutes: '{0} 分钟',
  left: '剩余 {0} 个付款码，无网络时也可使用。',
  goodFor: '{0} 秒内有效',
  over: '此付款码已失效。',
  none: '付款码已用完，请登录后重新下载。',
  paid: '已向 {2} 付款 {0} {1}',
  notPaid: '被拒绝：{0}',
  givenBack: '未支付：终端没有收到结果，款项已退回。',
  badAmount: '金额格式不正确。',
  badClock: '手机时钟被调回。请校准时钟，或登录后重新下载付款码。',
  noConnection: '无法连接银行。手机上的付款码仍可使用。',
  fetchLost: '银行没有答复。手机上的付款码可能已失效，请重新下载。',
  insecure: '此页面无法保存密钥，请使用 HTTPS 打开。',
  noStorage: '此浏览器不允许页面保存数据（无痕窗口或已禁止网站数据），无法存放付款码。',
  notAllowed: '银行尚未为您的账户开放付款码，请联系银行。',
  notRegistered: '您的账户尚未开通付款码。',
  onPhone: '付款码已在手机上。',
  onToken: '付款码在令牌 {0} 上。',
  onNothing: '已开通，尚无设备持有付款码。',
  failed: '操作失败：{0}',
  // The bank's problem types; one that is not here is shown in the bank's own words.
  refusals: {
    'login-refused': '手机号码或密码错误。',
    'too-many-attempts': '密码错误次数过多，请稍后再试。',
    'not-authenticated': '登录已过期，请重新登录。',
    'not-on-list': '银行尚未为您的账户开放付款码，请联系银行。',
    'not-registered': '账户尚未开通付款码。',
    'already-registered': '账户已开通付款码。',
    'not-found': '没有可注销的付款码。',
    busy: '银行正忙，请重试。',
    failed: '银行出错，请重试。',
  },
  reasons: {
    'wrong-code': '金额与付款码不符，或付款码未知',
    'code-used': '此付款码或其后的付款码已使用',
    expired: '付款码已失效',
    'clock-ahead': '手机时钟过快，请校准或重新下载付款码',
    replaced: '付款码已在此设备或其他设备上重新下载',
    'show-next-code': '跳过了部分付款码，请再出示下一个',
    'not-allowed': '银行已关闭您账户的付款码',
    'currency-mismatch': '账户币种不同',
    'insufficient-funds': '余额不足',
    'over-limit': '超过单日限额',
    'password-needed': '需要在终端输入支付密码',
    'password-not-set': '需要支付密码，但尚未设置',
    'wrong-password': '支付密码错误',
    'password-locked': '支付密码已锁定，请联系银行',
  },
};

const languages = { en: english, zh: chinese };
let current = (navigator.language ?? 'en').startsWith('zh') ? 'zh' : 'en';

export const language = () => current;

export function switchLanguage() {
  current = current === 'en' ? 'zh' : 'en';
}

/** A text with its {0}, {1} … filled in. */
export const say = (name, ...values) => languages[current][name].replace(/\{(\d)\}/g, (_, at) => values[at]);

/** Why a code was refused; a reason that is not here is shown as the bank names it. */
export const sayReason = reason => languages[current].reasons[reason] ?? reason;

export const sayRefusal = refused => languages[current].refusals[refused.problem] ?? refused.message;
