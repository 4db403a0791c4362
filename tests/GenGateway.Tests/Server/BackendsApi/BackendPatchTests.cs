using System.Text;
using GenGateway.Server.BackendsApi;

namespace GenGateway.Tests.Server.BackendsApi;

/// <summary>Members that are sent replace the entry's own.</summary>
public sealed class BackendPatchTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":2}}""", """{"b":{"d":3}}""", """{"a":1,"b":{"d":3}}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":null}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """{"draining":true,"c":[1.50]}""", """{"a":1,"c":[1.50]}""")]
    public void Members_are_replaced_or_taken_away(string entry, string patch, string changed)
    {
        Assert.True(BackendPatch.Read(Encoding.UTF8.GetBytes(patch)).TryGet(out var read, out _));
        Assert.True(read.ChangesEntry);
        Assert.Equal(changed, Encoding.UTF8.GetString(read.ApplyTo(entry).Span));
    }

    [Fact]
    public void Draining_alone_changes_no_entry()
    {
        Assert.True(BackendPatch.Read("""{"draining":false}"""u8.ToArray()).TryGet(out var read, out _));
        Assert.False(read.ChangesEntry);
        Assert.False(read.Draining);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"draining":"yes"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":}""")]
    public void What_is_no_change_is_refused(string patch) => Assert.False(BackendPatch.Read(Encoding.UTF8.GetBytes(patch)).TryGet(out _, out _));
}
