using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>OpenAI's <c>POST /v1/images/generations</c>, <c>/edits</c> and <c>/variations</c>.</summary>
/// <param name="work">Which of them.</param>
public sealed class ImageSurface(ImageWork work) : ISurface
{
    private const int MostInputs = 16;

    private static readonly NumberRange[] Ranges = [new("n", 1, ImageTask.MostCount) { IsInteger = true }];
    private static readonly PeekRules Prompted = new("prompt") { IsInputText = true, InputMissing = "prompt is missing: a string that says what the picture shows.", Ranges = Ranges };
    private static readonly PeekRules Unprompted = new("prompt") { Ranges = Ranges, NeverStreams = true };

    public string Name => work switch
    {
        ImageWork.Generate => "openai.images",
        ImageWork.Edit => "openai.images.edits",
        ImageWork.Vary => "openai.images.variations",
    };

    public bool TakesForms => work != ImageWork.Generate;

    // The fields of a form are few; its pictures stay where they lie.
    public long DecodedAtOnce(long body) => TakesForms ? 0 : body;

    public Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, in SurfaceContext context)
    {
        // Who explains a request sends its fields as JSON, without the pictures.
        List<FormPart>? parts = null;
        if (TakesForms && context.MediaType is { } mediaType)
        {
            if (!FormBody.Read(body, mediaType).TryGet(out parts, out var broken) || !FormBody.ToJson(parts, ImageFields.Numbers, ImageFields.Flags).TryGet(out body, out broken))
                return broken;
        }

        if (!JsonGuard.Check(body).TryGet(out var bytes, out var failure))
            return failure;
        if (!BodyPeek.Read(bytes.Span, work == ImageWork.Vary ? Unprompted : Prompted).TryGet(out var peeked, out failure))
            return failure;
        if (context.IsJob)
            peeked = peeked with { Stream = false };
        if (!FormOf(bytes, peeked.Stream, context.Caller).TryGet(out var wanted, out failure))
            return failure;
        IReadOnlyList<ImageInput> inputs = [];
        ImageInput? mask = null;
        if (parts is not null && (!InputsOf(parts, context.MostPixels).TryGet(out inputs!, out failure) || (!MaskOf(parts, context.MostPixels).TryGet(out mask, out failure) && failure is not null)))
            return failure;

        // What is wrong with the fields is told before anybody is asked.
        var source = new ImageBody(bytes, work, inputs, mask);
        var request = context.Begin(Name, Capability.Image, source, null, peeked, images: new ImageDelivery(wanted.Form, context.Origin));
        if (!request.Decode().TryGet(out var decoded, out failure))
            return failure;
        var task = (ImageTask)decoded.Task;
        var clock = context.Clock;
        return new SurfaceRequest(request, _ => request.Stream ? new ImageStream(task, clock) : new ImageWhole(clock), request.Stream ? EarlyStart.Events : null);
    }

    private static Outcome<Wanted> FormOf(ReadOnlyMemory<byte> body, bool stream, Caller caller)
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;
        var fields = new Fields(document.RootElement, "", new Faults());
        var form = ImageFields.FormOf(fields);
        if (fields.Faults.First is { } fault)
            return fault;
        if (form == ImageForm.File && !caller.May(Scopes.FilesPath))
            return new Failure(FailureKind.InsufficientScope, "response_format 'file' tells where files lie on the server: the key needs the scope files:path. Ask for url or b64_json, or have the scope added.") { Param = "response_format" };
        if (!stream)
            return new Wanted(form);
        return form is null or ImageForm.Inline
            ? new Wanted(ImageForm.Inline)
            : new Failure(FailureKind.InvalidValue, "A stream brings its pictures itself, as b64_json: leave response_format out, or stream.") { Param = "response_format" };
    }

    private Outcome<IReadOnlyList<ImageInput>> InputsOf(List<FormPart> parts, long mostPixels)
    {
        var inputs = new List<ImageInput>();
        foreach (var part in parts)
        {
            if (part.Name is not ("image" or "image[]"))
                continue;
            if (!ImageInput.Read(part.Bytes, part.Name, mostPixels).TryGet(out var input, out var failure))
                return failure;
            inputs.Add(input);
        }

        var most = work == ImageWork.Vary ? 1 : MostInputs;
        if (inputs.Count == 0)
            return new Failure(FailureKind.InvalidValue, "image is missing: send the picture as a file in a form (multipart/form-data).") { Param = "image" };
        return inputs.Count <= most
            ? Outcome.Of<IReadOnlyList<ImageInput>>(inputs)
            : new Failure(FailureKind.InvalidValue, $"{inputs.Count} pictures were sent; at most {most} are taken here.") { Param = "image" };
    }

    private static Outcome<ImageInput?> MaskOf(List<FormPart> parts, long mostPixels)
    {
        var at = parts.FindLastIndex(static part => part.Name == "mask");
        if (at < 0)
            return Outcome.Of<ImageInput?>(null);
        return ImageInput.Read(parts[at].Bytes, "mask", mostPixels).TryGet(out var mask, out var failure) ? Outcome.Of<ImageInput?>(mask) : failure;
    }

    private readonly record struct Wanted(ImageForm? Form);
}
