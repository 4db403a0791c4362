namespace GenGateway.Engine.Tests;

public sealed class House
{
    [Fact]
    public void Stands() => Assert.Equal(2, 1 + 1);
}
