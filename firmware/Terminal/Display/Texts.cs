using PaymentCode.Core.Applet;

namespace PaymentCode.Terminal
{
    /// <summary>The screens' words in both languages, in the order of <see cref="Say"/>. At most 30 columns; a Chinese character takes two.</summary>
    internal sealed class Texts
    {
        private readonly string[] _english = new string[]
        {
            "OUT OF SERVICE", "Memory does not answer", "Reader does not answer", "Memory damaged: to the bank", "Not set up yet",
            "Waits for its bank's keys", "Waits for its configuration", "No contact with the bank",
            "WELCOME", "Type an amount", "MENU", "* Menu", "1 Pay", "2 Transfer", "3 中文", "4 Last transaction", "* Back",
            "PAYMENT", "TRANSFER", "RECEIVER", "Type the receiver's number", "# OK", "* Clear", "* Cancel",
            "PRESENT CARD", "Hold your card or token", "to the reader", "or type your payment code",
            "Too short. Hold it again.", "One card only, please", "Cannot read this card",
            "YOUR TOKEN", "Press its button to confirm,", "then hold it here again",
            "WORKING", "Please wait", "Confirm on the device", "that belongs to the card",
            "PASSWORD", "Type your password",
            "CONFIRM", "Amount", "Card", "To", "Account", "# Confirm", "* Decline",
            "APPROVED", "Thank you", "REFUSED", "CANCELLED", "TIMED OUT",
            "LAST ONE", "None yet", "Under way", "Power was lost",
            "Please ask your bank", "Not enough money", "Wrong password", "Card or account is locked", "Card or code is not valid",
            "Over a limit", "Terminal not authorised", "Receiver not known", "Declined", "It took too long", "Nothing was paid",
        };

        private readonly string[] _chinese = new string[]
        {
            "暂停服务", "存储器无应答", "读卡器无应答", "存储器损坏 请送银行", "尚未初始化",
            "等待银行密钥", "等待银行配置", "未连接银行",
            "欢迎使用", "请输入金额", "菜单", "* 菜单", "1 付款", "2 转账", "3 English", "4 上一笔交易", "* 返回",
            "付款", "转账", "收款人", "请输入收款人号码", "# 确认", "* 清除", "* 取消",
            "请刷卡", "请将卡或令牌", "靠近读卡器", "或输入付款码",
            "时间太短 请再刷一次", "请只刷一张卡", "无法读取此卡",
            "请再刷令牌", "请按令牌按钮确认", "然后再靠近读卡器",
            "处理中", "请稍候", "请在卡所绑定的", "设备上确认",
            "密码", "请输入密码",
            "请确认", "金额", "卡号", "收款人", "收款账户", "# 确认", "* 拒绝",
            "交易成功", "谢谢", "交易拒绝", "交易取消", "操作超时",
            "上一笔交易", "无交易", "处理中", "断电中止",
            "请联系银行", "余额不足", "密码错误", "卡或账户已锁定", "卡或付款码无效",
            "超过限额", "终端未授权", "收款人无效", "已拒绝", "操作超时", "未付款",
        };

        /// <summary><see cref="TerminalApplet.LanguageEnglish"/> or <see cref="TerminalApplet.LanguageChinese"/>.</summary>
        public byte Language { get; set; }

        public string this[Say say]
        {
            get { return Language == TerminalApplet.LanguageChinese ? _chinese[(int)say] : _english[(int)say]; }
        }
    }
}
