namespace PaymentCode.Device
{
    /// <summary>What a person said to a question of the self-test.</summary>
    public enum SelfTestAnswer
    {
        /// <summary>Nothing yet.</summary>
        None,

        /// <summary>It is as it should be.</summary>
        Yes,

        /// <summary>It is not.</summary>
        No,
    }
}
