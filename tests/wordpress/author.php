<?php
// Makes the author: somebody who may write posts and publish them, and may not put a frame into them.
$_SERVER['HTTP_HOST'] = '127.0.0.1:' . getenv('RINGSIDE_WORDPRESS_PORT');
require getenv('RINGSIDE_WORDPRESS') . '/wp-load.php';
$author = wp_insert_user(['user_login' => 'author', 'user_pass' => 'author-of-one-test', 'role' => 'author']);
if (is_wp_error($author)) {
    exit($author->get_error_message());
}
echo user_can($author, 'unfiltered_html') ? 'The author may write any HTML.' : 'made';
