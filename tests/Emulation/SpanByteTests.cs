namespace PaymentCode.Emulation.Tests;

[TestClass]
public sealed class SpanByteTests
{
    [TestMethod]
    public void It_is_a_window_on_the_array_and_not_a_copy()
    {
        byte[] array = [1, 2, 3, 4];
        SpanByte window = new(array, 1, 2);
        window[1] = 9;
        Assert.AreEqual(9, array[2]);
        Assert.AreEqual(2, window.Length);
        CollectionAssert.AreEqual(new byte[] { 2, 9 }, window.ToArray());
        CollectionAssert.AreEqual(new byte[] { 9 }, window.Slice(1).ToArray());
        CollectionAssert.AreEqual(new byte[] { 2 }, window.Slice(0, 1).ToArray());
    }

    [TestMethod]
    public void Null_is_an_empty_window()
    {
        SpanByte window = (byte[]?)null;
        Assert.IsTrue(window.IsEmpty);
        Assert.IsTrue(SpanByte.Empty.IsEmpty);
        Assert.IsEmpty(window.ToArray());
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(2)]
    public void An_index_outside_the_window_is_refused_though_the_array_goes_on(int index) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SpanByte([1, 2, 3, 4], 1, 2)[index]);

    [TestMethod]
    [DataRow(3, 2)]
    [DataRow(-1, 1)]
    [DataRow(0, 5)]
    [DataRow(2, int.MaxValue)]
    public void A_part_outside_the_array_is_refused(int start, int length)
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SpanByte([1, 2, 3, 4], start, length).Length);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SpanByte([1, 2, 3, 4]).Slice(start, length).Length);
    }

    [TestMethod]
    public void A_copy_needs_room()
    {
        byte[] target = new byte[3];
        new SpanByte([7, 8]).CopyTo(new SpanByte(target).Slice(1));
        CollectionAssert.AreEqual(new byte[] { 0, 7, 8 }, target);
        Assert.ThrowsExactly<ArgumentException>(() => new SpanByte([1, 2]).CopyTo(new SpanByte(new byte[1])));
    }
}
