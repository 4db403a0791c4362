using System.Buffers;
using System.Runtime.InteropServices;
using GenGateway.Journey;
using GenGateway.Server.Http;

namespace GenGateway.Tests.Server;

public sealed class PooledBodyTests
{
    private const int Piece = 10_000;

    [Theory]
    [InlineData(300_000, false)]
    [InlineData(300_000, true)]
    [InlineData(3_300_000, false)]
    [InlineData(3_300_000, true)]
    public void What_is_reserved_is_what_the_array_takes_and_not_what_is_in_it(int length, bool promised)
    {
        var memory = new MemoryBudget(1 << 30);
        using var body = new PooledBody(Piece, memory);
        Assert.True(body.TryReserve(promised ? length : null));

        var piece = new ReadOnlySequence<byte>(new byte[Piece]);
        for (var sent = 0; sent < length; sent += Piece)
        {
            Assert.True(body.TryAppend(piece));
            Assert.True(MemoryMarshal.TryGetArray(body.Memory, out var array));
            Assert.InRange(memory.Used, array.Array!.Length, long.MaxValue);
        }

        Assert.Equal(length, body.Length);
        if (promised && length > 1 << 20)
            Assert.Equal(length, memory.Used);
    }

    [Fact]
    public void A_body_that_finds_no_room_to_grow_is_not_appended_to()
    {
        var memory = new MemoryBudget(40_000);
        using var body = new PooledBody(Piece, memory);
        Assert.True(body.TryReserve(null));
        var piece = new ReadOnlySequence<byte>(new byte[Piece]);
        Assert.True(body.TryAppend(piece));
        Assert.True(body.TryAppend(piece));
        Assert.True(body.TryAppend(piece));

        Assert.False(body.TryAppend(piece));

        Assert.Equal(3 * Piece, body.Length);
        body.Dispose();
        Assert.Equal(0, memory.Used);
    }
}
