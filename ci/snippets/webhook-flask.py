# snippet: webhooks.md | Flask | python | 1


if __name__ == "__main__":
    app.run(port=int(os.environ["PORT"]))
