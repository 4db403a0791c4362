using System.Text.Json;
using GenGateway.Backends.Http;

namespace GenGateway.Tests.Backends;

public sealed class WireTextTests
{
    [Theory]
    [InlineData("""{"a":[1,2,3]}""", 3)]
    [InlineData("""{"a":[]}""", 0)]
    [InlineData("""{"a":null}""", 0)]
    [InlineData("""{"a":{"b":[1]}}""", 0)]
    [InlineData("""{"b":[1]}""", 0)]
    [InlineData("[1]", 0)]
    public void What_is_no_array_has_no_entries(string json, int entries)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(entries, WireText.Items(document.RootElement, "a").Count());
    }

    [Fact]
    public void Nothing_is_allocated_for_going_through_an_array_or_for_finding_none()
    {
        using var document = JsonDocument.Parse("""{"a":[1,2,3]}""");
        Assert.Equal(3, Count(document.RootElement));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Count(document.RootElement);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int Count(JsonElement json)
    {
        var entries = 0;
        foreach (var _ in WireText.Items(json, "a"))
            entries++;
        foreach (var _ in WireText.Items(json, "b"))
            entries++;
        return entries;
    }
}
