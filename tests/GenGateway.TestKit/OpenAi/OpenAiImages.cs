using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>The routes for pictures: made, edited, varied, and fetched by the links that dall-e gives. Thread-safe.</summary>
internal sealed class OpenAiImages(OpenAiProfile profile)
{
    private const string Links = "/private/org-fake/user-fake/";

    private readonly ConcurrentDictionary<string, byte[]> kept = new();

    public static bool Has(string path) => path is "/v1/images/generations" or "/v1/images/edits" or "/v1/images/variations";

    public static bool IsLink(string path) => path.StartsWith(Links, StringComparison.Ordinal);

    /// <summary>A picture by its link. It is another service that answers here: no key is asked for, and errors are XML.</summary>
    public WireReply Fetch(ReceivedRequest request, bool expired)
    {
        if (expired)
            return Xml(403, "AuthenticationFailed", "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.");
        return kept.TryGetValue(request.Path, out var picture) ? WireReply.Of(200, picture, "image/png") : Xml(404, "BlobNotFound", "The specified blob does not exist.");
    }

    /// <summary>Keeps a picture.</summary>
    /// <returns>Its link, good for an hour as it says.</returns>
    public string Keep(Uri origin, byte[] picture)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{Links}img-{Guid.CreateVersion7():n}.png");
        kept[path] = picture;
        return $"{origin.GetLeftPart(UriPartial.Authority)}{path}?st=2026-01-01T00%3A00%3A00Z&se=2026-01-01T01%3A00%3A00Z&sp=r&sv=2024-08-04&sr=b&rscd=inline&rsct=image/png&sig=fake%2Bsignature%3D";
    }

    /// <summary>What a request asks for, or null and what the server says to it.</summary>
    public OpenAiImageCall? Read(ReceivedRequest request, IReadOnlyList<string> models, long created, out WireReply refusal)
    {
        refusal = profile.BadJson();
        IReadOnlyList<FormPart> inputs = [];
        IReadOnlyList<FormPart> masks = [];
        JsonObject? body;
        if (request.Path == "/v1/images/generations")
        {
            body = Json.Object(request.Body);
        }
        else
        {
            var form = request.Form;
            body = form is null ? null : Fields(form);
            (inputs, masks) = (form?.Files("image") ?? [], form?.Files("mask") ?? []);
            refusal = profile.Error(400, "Could not parse multipart form", "invalid_request_error");
        }

        if (body is null)
            return null;
        var varies = request.Path == "/v1/images/variations";
        var model = Json.Text(body, "model") ?? Usual(body, request, models);
        if (!models.Contains(model))
            refusal = profile.NoModel(model);
        else if (varies && OpenAiImageRules.Of(model) != OpenAiImageRules.DallE2 && OpenAiImageRules.Of(model) != OpenAiImageRules.Other)
            refusal = Refusal(($"Invalid value: '{model}'. Value must be 'dall-e-2'.", "invalid_value", "model"));
        else if (OpenAiImageRules.Of(model).Refuse(body, model, varies) is { } wrong)
            refusal = Refusal(wrong);
        else if (request.Path != "/v1/images/generations" && Unfit(inputs, masks, model) is { } unfit)
            refusal = Refusal(unfit);
        else
            return new OpenAiImageCall(request, body, [.. inputs, .. masks], model, created);
        return null;
    }

    /// <summary>The model where none is named.</summary>
    private static string Usual(JsonObject body, ReceivedRequest request, IReadOnlyList<string> models)
    {
        var gpt = request.Path switch { "/v1/images/edits" => true, "/v1/images/variations" => false, _ => OpenAiImageRules.AsksForGpt(body) };
        return gpt ? models.FirstOrDefault(model => OpenAiImageRules.Of(model) == OpenAiImageRules.Gpt, "gpt-image-1") : "dall-e-2";
    }

    /// <summary>The texts of a form, as JSON would have them: what looks like a number or a truth is one where the field wants it.</summary>
    private static JsonObject Fields(MultipartForm form)
    {
        var fields = new JsonObject();
        foreach (var part in form.Parts.Where(part => part.FileName is null))
        {
            fields[part.Name] = part.Name switch
            {
                "n" or "partial_images" or "output_compression" when int.TryParse(part.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
                "stream" when bool.TryParse(part.Text, out var truth) => truth,
                _ => part.Text,
            };
        }

        return fields;
    }

    /// <summary>What is wrong with the given pictures, or null.</summary>
    private static (string Message, string Code, string Field)? Unfit(IReadOnlyList<FormPart> inputs, IReadOnlyList<FormPart> masks, string model)
    {
        var rules = OpenAiImageRules.Of(model);
        if (inputs.Count == 0)
            return ("Missing required parameter: 'image'.", "missing_required_parameter", "image");
        if (rules.MostInputs == 0)
            return ($"Invalid value: '{model}'. Supported values are: 'dall-e-2', and 'gpt-image-1'.", "invalid_value", "model");
        if (inputs.Count > rules.MostInputs)
            return ($"Invalid 'image': array too long. Expected an array with maximum length {rules.MostInputs}, but got an array with length {inputs.Count} instead.", "array_above_max_length", "image");
        foreach (var (part, types) in inputs.Select(input => (input, rules.InputTypes)).Concat(masks.Select(mask => (mask, (string[])["image/png"]))))
        {
            // What counts is what was declared: a client that sends bytes without a name and a type is refused.
            if (!types.Contains(part.ContentType))
                return ($"Invalid file '{part.Name}': unsupported mimetype ('{part.ContentType ?? "application/octet-stream"}'). Supported file formats are {string.Join(", ", types.Select(type => $"'{type}'"))}.", "unsupported_file_mimetype", part.Name);
            if (FakePictureKind.Of(part.Bytes) is null)
                return ("Invalid image file or mode for image 1, please check your image file.", "invalid_image_file", part.Name);
        }

        if (rules == OpenAiImageRules.DallE2 && FakePictureKind.PngSize(inputs[0].Bytes) is var (width, height) && (width != height || inputs[0].Bytes.Length >= 4 << 20))
            return ("Uploaded image must be a square PNG and less than 4 MB.", "invalid_image_file", "image");
        return masks is [var first, ..] && FakePictureKind.Of(inputs[0].Bytes) == "image/png" && FakePictureKind.PngSize(first.Bytes) != FakePictureKind.PngSize(inputs[0].Bytes)
            ? ("Invalid mask image format - mask size does not match image size.", "invalid_mask_image_format", "mask")
            : null;
    }

    private WireReply Refusal((string Message, string Code, string Field) wrong) => profile.Error(400, wrong.Message, "invalid_request_error", wrong.Code, wrong.Field);

    private static WireReply Xml(int status, string code, string message) =>
        WireReply.Of(status, $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>", "application/xml");
}
