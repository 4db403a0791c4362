namespace GenGateway.Engine.Tokenizing;

/// <summary>What the post-processor puts around the ids of a text. Immutable.</summary>
/// <param name="parts">In order: ids to insert, or null for the text's own ids.</param>
internal sealed class SequenceTemplate(int[]?[] parts)
{
    public int[] Apply(List<int> ids)
    {
        var length = 0;
        foreach (var part in parts)
            length += part?.Length ?? ids.Count;
        var all = new int[length];
        var at = 0;
        foreach (var part in parts)
        {
            if (part is null)
                ids.CopyTo(all, at);
            else
                part.CopyTo(all, at);
            at += part?.Length ?? ids.Count;
        }
        return all;
    }
}
