using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.A1111;

/// <summary>Reads the body of a request for pictures: every field is optional, what is unknown is left out, and what remains is what the answer echoes.</summary>
internal static class A1111Request
{
    private static readonly A1111Field[] Common =
    [
        new("prompt", A1111FieldKind.Text, "\"\""),
        new("negative_prompt", A1111FieldKind.Text, "\"\""),
        new("styles", A1111FieldKind.List),
        new("seed", A1111FieldKind.Whole, "-1"),
        new("subseed", A1111FieldKind.Whole, "-1"),
        new("subseed_strength", A1111FieldKind.Real, "0"),
        new("seed_resize_from_h", A1111FieldKind.Whole, "-1"),
        new("seed_resize_from_w", A1111FieldKind.Whole, "-1"),
        new("sampler_name", A1111FieldKind.Text),
        new("scheduler", A1111FieldKind.Text),
        new("batch_size", A1111FieldKind.Whole, "1"),
        new("n_iter", A1111FieldKind.Whole, "1"),
        new("steps", A1111FieldKind.Whole, "50"),
        new("cfg_scale", A1111FieldKind.Real, "7.0"),
        new("width", A1111FieldKind.Whole, "512"),
        new("height", A1111FieldKind.Whole, "512"),
        new("restore_faces", A1111FieldKind.Truth),
        new("tiling", A1111FieldKind.Truth),
        new("do_not_save_samples", A1111FieldKind.Truth, "false"),
        new("do_not_save_grid", A1111FieldKind.Truth, "false"),
        new("eta", A1111FieldKind.Real),
        new("denoising_strength", A1111FieldKind.Real),
        new("s_min_uncond", A1111FieldKind.Real),
        new("s_churn", A1111FieldKind.Real),
        new("s_tmax", A1111FieldKind.Real),
        new("s_tmin", A1111FieldKind.Real),
        new("s_noise", A1111FieldKind.Real),
        new("override_settings", A1111FieldKind.Object),
        new("override_settings_restore_afterwards", A1111FieldKind.Truth, "true"),
        new("refiner_checkpoint", A1111FieldKind.Text),
        new("refiner_switch_at", A1111FieldKind.Real),
        new("disable_extra_networks", A1111FieldKind.Truth, "false"),
        new("firstpass_image", A1111FieldKind.Any),
        new("comments", A1111FieldKind.Object),
    ];

    private static readonly A1111Field[] Text =
    [
        .. Common,
        new("enable_hr", A1111FieldKind.Truth, "false"),
        new("firstphase_width", A1111FieldKind.Whole, "0"),
        new("firstphase_height", A1111FieldKind.Whole, "0"),
        new("hr_scale", A1111FieldKind.Real, "2.0"),
        new("hr_upscaler", A1111FieldKind.Text),
        new("hr_second_pass_steps", A1111FieldKind.Whole, "0"),
        new("hr_resize_x", A1111FieldKind.Whole, "0"),
        new("hr_resize_y", A1111FieldKind.Whole, "0"),
        new("hr_checkpoint_name", A1111FieldKind.Text),
        new("hr_sampler_name", A1111FieldKind.Text),
        new("hr_scheduler", A1111FieldKind.Text),
        new("hr_prompt", A1111FieldKind.Text, "\"\""),
        new("hr_negative_prompt", A1111FieldKind.Text, "\"\""),
        new("force_task_id", A1111FieldKind.Text),
        new("sampler_index", A1111FieldKind.Text, "\"Euler\""),
        new("script_name", A1111FieldKind.Text),
        new("script_args", A1111FieldKind.List, "[]"),
        new("send_images", A1111FieldKind.Truth, "true"),
        new("save_images", A1111FieldKind.Truth, "false"),
        new("alwayson_scripts", A1111FieldKind.Object, "{}"),
        new("infotext", A1111FieldKind.Text),
    ];

    private static readonly A1111Field[] Image =
    [
        .. Common.Select(field => field.Name == "denoising_strength" ? field with { Default = "0.75" } : field),
        new("init_images", A1111FieldKind.List),
        new("resize_mode", A1111FieldKind.Whole, "0"),
        new("image_cfg_scale", A1111FieldKind.Real),
        new("mask", A1111FieldKind.Text),
        new("mask_blur_x", A1111FieldKind.Whole, "4"),
        new("mask_blur_y", A1111FieldKind.Whole, "4"),
        new("mask_blur", A1111FieldKind.Whole),
        new("mask_round", A1111FieldKind.Truth, "true"),
        new("inpainting_fill", A1111FieldKind.Whole, "0"),
        new("inpaint_full_res", A1111FieldKind.Truth, "true"),
        new("inpaint_full_res_padding", A1111FieldKind.Whole, "0"),
        new("inpainting_mask_invert", A1111FieldKind.Whole, "0"),
        new("initial_noise_multiplier", A1111FieldKind.Real),
        new("latent_mask", A1111FieldKind.Any),
        new("force_task_id", A1111FieldKind.Text),
        new("sampler_index", A1111FieldKind.Text, "\"Euler\""),
        new("include_init_images", A1111FieldKind.Truth, "false"),
        new("script_name", A1111FieldKind.Text),
        new("script_args", A1111FieldKind.List, "[]"),
        new("send_images", A1111FieldKind.Truth, "true"),
        new("save_images", A1111FieldKind.Truth, "false"),
        new("alwayson_scripts", A1111FieldKind.Object, "{}"),
        new("infotext", A1111FieldKind.Text),
    ];

    /// <summary>All fields in their order, or null and what the server says.</summary>
    public static JsonObject? Read(ReceivedRequest request, bool image, out WireReply refusal)
    {
        refusal = A1111Replies.NotFound;
        if (request.Body.Length == 0)
            return Refuse(Error("field required", "value_error.missing"), out refusal);
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(request.Body);
        }
        catch (JsonException wrong)
        {
            return Refuse(NoJson(request.Text, wrong), out refusal);
        }

        // An empty list is as good as an empty object; without the right type a body is bytes and nothing else.
        var declared = request.Header("Content-Type") is not { } type || type.Contains("json", StringComparison.OrdinalIgnoreCase);
        if ((node is JsonArray { Count: 0 } ? [] : node as JsonObject) is not { } body || !declared)
            return Refuse(Error("value is not a valid dict", "type_error.dict"), out refusal);
        var parameters = new JsonObject();
        List<JsonObject> errors = [];
        foreach (var field in image ? Image : Text)
            parameters[field.Name] = field.Read(body, errors);
        return errors.Count == 0 ? parameters : Refuse(errors, out refusal);
    }

    private static JsonObject? Refuse(IEnumerable<JsonObject> errors, out WireReply refusal)
    {
        refusal = A1111Replies.Invalid([.. errors]);
        return null;
    }

    private static JsonObject? Refuse(JsonObject error, out WireReply refusal) => Refuse([error], out refusal);

    private static JsonObject Error(string message, string type) => new() { ["loc"] = new JsonArray("body"), ["msg"] = message, ["type"] = type };

    private static JsonObject NoJson(string text, JsonException wrong)
    {
        var lines = text.Split('\n');
        var line = (int)Math.Min(wrong.LineNumber ?? 0, lines.Length - 1);
        var before = Encoding.UTF8.GetBytes(lines[line]).AsSpan(0, (int)Math.Min(wrong.BytePositionInLine ?? 0, Encoding.UTF8.GetByteCount(lines[line])));
        var column = Encoding.UTF8.GetCharCount(before);
        var position = lines.Take(line).Sum(one => one.Length + 1) + column;
        const string Message = "Expecting value";
        return new JsonObject
        {
            ["loc"] = new JsonArray("body", position),
            ["msg"] = $"{Message}: line {line + 1} column {column + 1} (char {position})",
            ["type"] = "value_error.jsondecode",
            ["ctx"] = new JsonObject { ["msg"] = Message, ["doc"] = text, ["pos"] = position, ["lineno"] = line + 1, ["colno"] = column + 1 },
        };
    }
}
