using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.A1111;

/// <summary>The server's settings: those that say something about pictures, with the values that a fresh one has. Thread-safe.</summary>
internal sealed class A1111Options
{
    public const string Checkpoint = "sd_model_checkpoint";

    private const string Fresh = """
        {
          "samples_save": true,
          "samples_format": "png",
          "grid_save": true,
          "grid_format": "png",
          "grid_only_if_multiple": true,
          "n_rows": -1,
          "jpeg_quality": 80,
          "webp_lossless": false,
          "outdir_txt2img_samples": "outputs/txt2img-images",
          "outdir_img2img_samples": "outputs/img2img-images",
          "save_to_dirs": true,
          "face_restoration": false,
          "face_restoration_model": "CodeFormer",
          "api_enable_requests": true,
          "api_forbid_local_requests": true,
          "api_useragent": "",
          "sd_model_checkpoint": "tiny-random-sd15.safetensors",
          "sd_checkpoints_limit": 1,
          "sd_unet": "Automatic",
          "emphasis": "Original",
          "enable_batch_seeds": true,
          "CLIP_stop_at_last_layers": 1,
          "randn_source": "GPU",
          "tiling": false,
          "sd_vae": "Automatic",
          "img2img_fix_steps": false,
          "img2img_color_correction": false,
          "inpainting_mask_weight": 1.0,
          "initial_noise_multiplier": 1.0,
          "token_merging_ratio": 0.0,
          "return_grid": true,
          "return_mask": false,
          "enable_pnginfo": true,
          "live_previews_enable": true,
          "live_previews_image_format": "png",
          "show_progress_every_n_steps": 10,
          "show_progress_type": "Approx NN",
          "live_preview_refresh_period": 1000,
          "eta_ddim": 0.0,
          "eta_ancestral": 1.0,
          "s_churn": 0.0,
          "s_noise": 1.0,
          "eta_noise_seed_delta": 0,
          "sd_noise_schedule": "Default",
          "sd_checkpoint_hash": null
        }
        """;

    private readonly Lock gate = new();
    private readonly JsonObject values = (JsonObject)JsonNode.Parse(Fresh)!;

    public JsonObject All()
    {
        lock (gate)
            return (JsonObject)values.DeepClone();
    }

    /// <summary>Sets several. A checkpoint is kept by its title, whatever name it was given.</summary>
    /// <returns>What the server says where it cannot, or null.</returns>
    public WireReply? Set(JsonObject changes, IReadOnlyList<A1111Model> models)
    {
        lock (gate)
        {
            if (Json.Text(changes, Checkpoint) is { } name && !models.Any(model => model.IsCalled(name)))
                return A1111Replies.Thrown("RuntimeError", $"model '{name}' not found");
            foreach (var (option, value) in changes)
            {
                if (!values.ContainsKey(option))
                    return A1111Replies.Thrown("KeyError", $"'{option}'");
                values[option] = option == Checkpoint && Json.Text(changes, option) is { } called ? models.First(model => model.IsCalled(called)).Title : value?.DeepClone();
            }

            return null;
        }
    }
}
