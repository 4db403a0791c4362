namespace GenGateway.Routing.Balancing;

/// <summary>By chance, each as likely as it weighs.</summary>
internal sealed class RandomPicker(IShare[] shares, Random random) : IPicker
{
    public int Pick(bool isDry = false)
    {
        var field = Field.Of(shares, isEven: false);
        return field.Usable == 0 ? -1 : field.At(shares, random.NextDouble(), isEven: false);
    }
}
