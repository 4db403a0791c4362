namespace GenGateway.Engine.Tokenizing.Loading;

/// <summary>Reads the section <c>post_processor</c>: what stands around a single text.</summary>
/// <param name="isId">Whether an id has a token: one without would reach the model and fail there.</param>
internal sealed class PostProcessorReader(Func<int, bool> isId)
{
    /// <returns>Null where nothing is added.</returns>
    public static SequenceTemplate? Read(JsonNode node, Func<int, bool> isId) => new PostProcessorReader(isId).Read(node);

    private SequenceTemplate? Read(JsonNode node) => node.Type switch
    {
        // It only moves the offsets of tokens, which are not kept.
        "ByteLevel" => null,
        "TemplateProcessing" => ReadTemplate(node),
        "RobertaProcessing" => new SequenceTemplate([[ReadPair(node.Required("cls"))], null, [ReadPair(node.Required("sep"))]]),
        "Sequence" => ReadSequence(node),
        var type => throw node.Fail($"the post-processor '{type}' is not supported; supported are ByteLevel, TemplateProcessing, "
            + "RobertaProcessing and Sequence"),
    };

    private SequenceTemplate? ReadSequence(JsonNode node)
    {
        SequenceTemplate? only = null;
        foreach (var processor in node.Required("processors").Items())
        {
            if (Read(processor) is not { } template)
                continue;
            if (only is not null)
                throw processor.Fail("a second post-processor that adds tokens is not supported");
            only = template;
        }
        return only;
    }

    private SequenceTemplate ReadTemplate(JsonNode node)
    {
        var special = node.Required("special_tokens");
        var parts = new List<int[]?>();
        foreach (var item in node.Required("single").Items())
        {
            if (item.Optional("Sequence") is { } sequence)
            {
                if (sequence.Required("id").Text() != "A")
                    throw sequence.Fail("the template of a single text can only hold the sequence A");
                parts.Add(null);
            }
            else
            {
                var name = item.Required("SpecialToken").Required("id").Text();
                parts.Add([.. special.Required(name).Required("ids").Items().Select(ReadId)]);
            }
        }
        return new SequenceTemplate([.. parts]);
    }

    // As the file has it: the token, then its id.
    private int ReadPair(JsonNode node) => node.Items().ToArray() is [_, var id]
        ? ReadId(id)
        : throw node.Fail("must be a token and its id");

    private int ReadId(JsonNode node) => isId(node.Id()) ? node.Id() : throw node.Fail($"the id {node.Id()} has no token");
}
